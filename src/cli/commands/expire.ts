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
    'Removes old snapshots, runs replaced by newer ones of the same date, and what crashes left behind. The newest snapshot is always kept, unless its run is named. ' +
    'A run disappears from every query at once; its files are removed by a later call, at least an hour after, so that queries which are still running do not lose them.',
  options: {
    ...lakeOptions,
    keep: list('<yyyy-MM-dd,…>', 'dates to keep', date),
    run: option('<id>', 'remove this committed run, whatever its date, and no other', (text) => text, undefined),
    olderThan: option('<days>', 'remove dates older than this, such as 400d', days, undefined),
    dryRun: flag('show what would be removed, and remove nothing'),
    json: flag('print one line of JSON'),
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
