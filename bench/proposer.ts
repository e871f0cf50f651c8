/** Proposes for so many accounts of a lake, in a process of its own, and prints what it took. Usage: <lake> <accounts> */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEffects } from '../src/model/effects.js';
import { proposeLake } from '../src/propose/propose-lake.js';
import { exceptionsOf } from '../src/propose/subjects/exceptions.js';
import { allRows, text } from '../src/propose/subjects/statements.js';
import { duckdbEngine } from '../src/query/duckdb/engine.js';
import { openStore } from '../src/store/open.js';
import { CpuClock, peakResidentMb } from './harness.js';
import { SNAPSHOT_DATE } from './lake.js';

export interface Proposed {
  readonly documents: number;
  readonly proposed: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const [lake = '', accounts = '1'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'proposer-'));
const clock = new CpuClock();
const begun = performance.now();
const engine = await duckdbEngine(await openStore(lake, {}));
const rows = await allRows(engine, 'accounts', { snapshot_date: SNAPSHOT_DATE });
const accountIds = rows.slice(0, Number(accounts)).map((row) => text(row, 'account_id'));
const selection = { accountIds, ous: [], principals: [], policies: [], permissionSets: [], tags: [] };
const { documents, ranked } = await proposeLake(
  engine,
  {
    out: join(folder, 'out'),
    lake,
    date: SNAPSHOT_DATE,
    dates: [SNAPSHOT_DATE],
    days: 90,
    selection,
    grade: 'action',
    grantAge: 'any',
    isUnprovenIncluded: false,
    isPerHolder: false,
    leastGain: 0,
    isReadOnlyIncluded: true,
    scpLimit: 5120,
    exceptions: exceptionsOf({}),
    reference: undefined,
    accepted: [],
    onProgress: () => {},
  },
  systemEffects,
);
await engine.close();
rmSync(folder, { recursive: true });
const result: Proposed = {
  documents: documents.length,
  proposed: ranked.length,
  peakMb: peakResidentMb(),
  seconds: (performance.now() - begun) / 1000,
  cpuSeconds: clock.elapsedUs() / 1e6,
};
console.log(JSON.stringify(result));
