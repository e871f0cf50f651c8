import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { openDestination } from '../exporting.js';
import { flag } from '../options/option.js';
import { destinationOf, lakeOptions } from '../options/shared.js';
import { snapshotsText } from '../text/snapshots-text.js';

export const command = declareCommand({
  description:
    'Lists the committed runs of a lake with their date, scope, coverage, rows and size, and the exports that are unfinished.',
  options: { ...lakeOptions, json: flag('print one line of JSON') },
  examples: ['access-lake snapshots --destination ./lake'],
  check: (values) => {
    destinationOf(values, 'list snapshots');
  },
  run: async (values, { terminal }) => {
    const store = await openDestination(values, 'list snapshots');
    const { listSnapshots } = await import('../../lake/runs.js');
    const snapshots = await listSnapshots(store);
    await terminal.print(values.json ? `${jsonForTerminal(snapshots)}\n` : snapshotsText(snapshots, store.location));
    return 'ok';
  },
});
