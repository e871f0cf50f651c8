import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { openDestination } from '../exporting.js';
import { flag, option } from '../options/option.js';
import { days, percent } from '../options/parsers.js';
import { destinationOf, lakeOptions } from '../options/shared.js';
import { lineWidth } from '../terminal.js';
import { snapshotsText } from '../text/snapshots-text.js';
import { wrapLines } from '../text/wrap.js';

export const command = declareCommand({
  description:
    'Lists the committed runs of a lake with their date, scope, coverage, rows and size, and the exports that are unfinished. ' +
    'With --max-age or --min-coverage it checks them: if none qualifies, it says what the newest is and exits with 5.',
  options: {
    ...lakeOptions,
    maxAge: option('<days>', 'exit with 5 unless a snapshot of all accounts is at most this old, such as 9d', days),
    minCoverage: option('<percent>', 'exit with 5 unless it measured this share of the principals in scope', percent, {
      fallback: 0,
    }),
    json: flag('print one line of JSON'),
  },
  examples: [
    'access-lake snapshots --destination ./lake',
    'access-lake snapshots --destination s3://my-bucket/lake --max-age 9d --min-coverage 80',
  ],
  check: (values) => {
    destinationOf(values, 'list snapshots');
  },
  run: async (values, { terminal, effects }) => {
    const store = await openDestination(values, 'list snapshots');
    const [{ listSnapshots }, { requireYoung }] = await Promise.all([
      import('../../lake/runs.js'),
      import('../../lake/youngest.js'),
    ]);
    const snapshots = await listSnapshots(store);
    const text = () => wrapLines(snapshotsText(snapshots, store.location, lineWidth(terminal)), lineWidth(terminal));
    await terminal.print(values.json ? `${jsonForTerminal(snapshots)}\n` : text());
    const { maxAge, minCoverage } = values;
    if (maxAge === undefined && minCoverage === 0) return 'ok';
    await requireYoung(store, snapshots.committed, { maxAge, minCoverage }, effects.now());
    return 'ok';
  },
});
