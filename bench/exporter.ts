/**
 * One export in a process of its own: takes the folder, the accounts side by side, and account IDs (none: all), prints what
 * it cost as JSON.
 */
import { exportSnapshot } from '../src/export.js';
import { silent } from '../src/model/progress.js';
import { openStore } from '../src/store/open.js';
import { CpuClock, peakResidentMb } from './harness.js';

const [folder = '', accountConcurrency = '8', ...accounts] = process.argv.slice(2);
const startedAt = performance.now();
const clock = new CpuClock();
const { run, files } = await exportSnapshot({
  store: await openStore(folder, {}),
  access: { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'bench' },
  scope: { thisAccount: false, accounts, excludeAccounts: [], ous: [], excludeOus: [] },
  snapshotDate: undefined,
  accountConcurrency: Number(accountConcurrency),
  jobTimeoutMs: 300_000,
  retryForMs: 0,
  encoder: 'arrow',
  minCoverage: 100,
  restart: false,
  toolVersion: 'bench',
  progress: silent,
});
const actions = files.filter(({ path }) => path.startsWith('action_last_accessed/'));
const figures = {
  accounts: run.accounts_exported,
  principals: run.principals_exported,
  rows: Number(run.action_rows),
  calls: Number(run.api_calls),
  bytes: actions.reduce((sum, { bytes }) => sum + bytes, 0),
  cpuUs: clock.elapsedUs(),
  seconds: (performance.now() - startedAt) / 1000,
  peakMb: peakResidentMb(),
};
console.log(JSON.stringify(figures));
