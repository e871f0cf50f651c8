import { escapeForTerminal, jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { openDestination } from '../exporting.js';
import { flag, option } from '../options/option.js';
import { date } from '../options/parsers.js';
import { destinationOf, lakeOptions } from '../options/shared.js';
import { lineWidth } from '../terminal.js';
import { verifyText } from '../text/verify-text.js';
import { wrapLines } from '../text/wrap.js';

export const command = declareCommand({
  description:
    "Checks a lake's integrity. For every committed run: each file has the size, checksum and rows of its manifest, " +
    'no other file holds rows of the run, all counts and facts match their rows, statements match their documents, and everything that was not exported has a reason. ' +
    'Files that `derive` made are listed separately, including stale and unreadable ones: they say nothing about a run. ' +
    'What `derive` stored for the newest date is judged again and compared. ' +
    'Exits with 4 if anything is wrong. Reads every file; those of a bucket are copied to a temporary folder.',
  options: {
    ...lakeOptions,
    snapshotDate: option('<yyyy-MM-dd>', 'only the runs of this date', date),
    json: flag('print one line of JSON'),
  },
  examples: [
    'access-lake verify --destination ./lake',
    'access-lake verify --destination ./lake --snapshot-date 2026-06-30',
  ],
  check: (values) => {
    destinationOf(values, 'verify');
  },
  run: async (values, { terminal, signal }) => {
    const store = await openDestination(values, 'verify');
    const { verify } = await import('../../verify/verify.js');
    const verified = await verify(store, {
      date: values.snapshotDate,
      signal,
      onRun: ({ run_id, snapshot_date }) =>
        terminal.note(escapeForTerminal(`Verifying run ${run_id} of ${snapshot_date} …`).concat('\n')),
    });
    await terminal.print(
      values.json
        ? `${jsonForTerminal(verified)}\n`
        : wrapLines(verifyText(verified, lineWidth(terminal)), lineWidth(terminal)),
    );
    return verified.damages.length === 0 ? 'ok' : 'nothing';
  },
});
