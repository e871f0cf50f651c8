import type { ExpireOptions } from '../../lake/runs-to-take.js';
import { usageError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { historyLeft } from '../committed.js';
import { expireTrends } from '../deriving.js';
import { openDestination } from '../exporting.js';
import { renewLakeFile } from '../lake-file.js';
import { lakePlaces } from '../modes.js';
import { flag, list, option } from '../options/option.js';
import { date, days, wholeNumber } from '../options/parsers.js';
import { destinationOf, lakeOptions, memoryOptions } from '../options/shared.js';
import { expireText } from '../text/expire-text.js';
import { noteMalformed } from '../text/malformed.js';

export const command = declareCommand({
  description:
    'Removes old snapshots, runs replaced by newer ones of the same date, and what crashes left behind. The newest snapshot is always kept, unless its run is named. ' +
    'No run is removed within 415 days before a date that is kept, even if it was replaced or covers only part of the accounts: it may be the only one that saw a use, or that shows that something did not exist yet. ' +
    'A run disappears from every query at once; its files are removed by a later call, at least an hour afterwards, so that queries still running do not lose them.',
  options: {
    ...lakeOptions,
    ...memoryOptions,
    keep: list('<yyyy-MM-dd,…>', 'keep these dates', date),
    keepLast: option('<number>', 'keep this many of the newest snapshots of all accounts', wholeNumber(1, 100_000)),
    keepMonthly: option(
      '<months>',
      'keep the newest snapshot of each of this many newest months',
      wholeNumber(1, 100_000),
    ),
    run: option('<id>', 'remove only this committed run, of any date', (text) => text),
    olderThan: option('<days>', 'remove dates older than this, such as 400d', days),
    dropEvidence: flag('also remove runs that are evidence for a date that is kept, and say what may then look unused'),
    dryRun: flag('show what would be removed and why, and remove nothing'),
    json: flag('print one line of JSON'),
  },
  examples: [
    'access-lake expire --destination ./lake --older-than 400d --dry-run',
    'access-lake expire --destination ./lake --keep-last 4 --keep-monthly 12 --dry-run',
    'access-lake expire --destination ./lake --keep 2026-09-30,2026-12-31',
    'access-lake expire --destination ./lake --run 20261125T020426123Z-9f86d081-0001',
  ],
  check: (values) => {
    destinationOf(values, 'expire snapshots');
    const keeps = values.keep.length > 0 || values.keepLast !== undefined || values.keepMonthly !== undefined;
    const given = [keeps, values.olderThan !== undefined, values.run !== undefined];
    if (given.filter(Boolean).length !== 1) {
      throw usageError(
        'Cannot expire: give what to keep (--keep, --keep-last, --keep-monthly), or --older-than, or --run.',
        'For example --keep-last 4 --keep-monthly 12. Add --dry-run to see what would be removed.',
      );
    }
  },
  makes: lakePlaces,
  run: async (values, context) => {
    const { terminal, signal, effects, onCommit } = context;
    const store = await openDestination(values, 'expire snapshots');
    const { expire } = await import('../../lake/expire.js');
    const result = await expire(store, expireOptionsOf(values, signal), effects);
    if (!values.dryRun) onCommit?.(historyLeft(store.location));
    noteMalformed(terminal, result.malformed);
    await terminal.print(values.json ? `${jsonForTerminal(result)}\n` : expireText(result, store.location));
    if (values.dryRun) return 'ok';
    return renewLakeFile(store, await expireTrends(store, 'ok', context), context);
  },
});

interface Given {
  readonly keep: readonly string[];
  readonly keepLast: number | undefined;
  readonly keepMonthly: number | undefined;
  readonly olderThan: number | undefined;
  readonly run: string | undefined;
  readonly dropEvidence: boolean;
  readonly dryRun: boolean;
}

function expireOptionsOf(
  { keep, keepLast, keepMonthly, olderThan, run, dropEvidence, dryRun }: Given,
  signal: AbortSignal,
): ExpireOptions {
  return { keep, keepLast, keepMonthly, olderThanDays: olderThan, runId: run, dropEvidence, dryRun, signal };
}
