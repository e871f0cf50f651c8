import type { ExpireOptions } from '../../lake/expire.js';
import { usageError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { openDestination } from '../exporting.js';
import { flag, list, option } from '../options/option.js';
import { date, days } from '../options/parsers.js';
import { destinationOf, lakeOptions } from '../options/shared.js';
import { expireText } from '../text/expire-text.js';
import { noteMalformed } from '../text/malformed.js';

export const command = declareCommand({
  description:
    'Removes old dates, runs that newer ones of their date replace, and what crashes left. The newest snapshot stays, unless its run is named. ' +
    'A run disappears from every query at once; its files go in a later call, at least an hour after, so that a query which began before does not lose them.',
  options: {
    ...lakeOptions,
    keep: list('<yyyy-MM-dd,…>', 'dates that stay', date),
    run: option('<id>', 'this committed run goes, whatever its date, and no other', (text) => text, undefined),
    olderThan: option('<days>', 'dates older than this go, such as 400d', days, undefined),
    dryRun: flag('tell what would go, and remove nothing'),
    json: flag('one line of JSON'),
  },
  examples: [
    'access-lake expire --destination ./lake --older-than 400d --dry-run',
    'access-lake expire --destination ./lake --keep 2026-09-30,2026-12-31',
    'access-lake expire --destination ./lake --run 20261125T020426123Z-9f86d081-0001',
  ],
  check: (values) => {
    destinationOf(values, 'expire snapshots');
    const given = [values.keep.length > 0, values.olderThan !== undefined, values.run !== undefined];
    if (given.filter(Boolean).length !== 1) {
      throw usageError(
        'Cannot tell what to expire: give one of --keep, --older-than and --run.',
        'Add --dry-run to see what would go.',
      );
    }
  },
  run: async (values, { terminal, effects }) => {
    const store = await openDestination(values, 'expire snapshots');
    const { expire } = await import('../../lake/expire.js');
    const result = await expire(store, expireOptionsOf(values), effects);
    noteMalformed(terminal, result.malformed);
    await terminal.print(values.json ? `${jsonForTerminal(result)}\n` : expireText(result, store.location));
    return 'ok';
  },
});

interface Given {
  readonly keep: readonly string[];
  readonly olderThan: number | undefined;
  readonly run: string | undefined;
  readonly dryRun: boolean;
}

function expireOptionsOf({ keep, olderThan, run, dryRun }: Given): ExpireOptions {
  if (run !== undefined) return { runId: run, dryRun };
  return olderThan === undefined ? { keep, dryRun } : { olderThanDays: olderThan, dryRun };
}
