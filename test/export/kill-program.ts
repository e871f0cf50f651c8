/** An export in a process of its own: `program <folder> <kill at> <moment>`; one line of JSON as its answer. */
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import { folderStore } from '../../src/store/folder.js';
import { fakeSource } from './fake-source.js';
import { killingStore, type Moment } from './kill-store.js';
import { killedAccounts } from './killed-accounts.js';
import { optionsFor } from './lake.js';

const [folder = '', at = '-1', moment = 'before'] = process.argv.slice(2);
const steps: string[] = [];
const store = killingStore(folderStore(folder), { at: Number(at), moment: moment as Moment }, (step) =>
  steps.push(step),
);
const source = fakeSource(killedAccounts);
const options = optionsFor(store, { accountConcurrency: 1, snapshotDate: '2026-11-25' });
const { run, alreadyCommitted } = await exportSnapshot(options, systemEffects, async () => source);
console.log(JSON.stringify({ runId: run.run_id, alreadyCommitted, measured: source.measured, steps }));
