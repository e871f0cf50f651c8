/**
 * Publishing what `plan` and `collect` staged in the folder `STAGED`, of which a copy is published: CPU time and memory of
 * this process, without the trends, and the bytes of the tables of facts.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEffects } from '../src/model/effects.js';
import type { Progress } from '../src/model/progress.js';
import type { ExportSummary } from '../src/model/summary.js';
import { FACT_TABLES } from '../src/model/tables/facts.js';
import type { Plan } from '../src/snapshot/plan/plan.js';
import { readPlanState } from '../src/snapshot/plan/state.js';
import { readCollected } from '../src/snapshot/publish/collected.js';
import { publish } from '../src/snapshot/publish/publish.js';
import { stagedPlans } from '../src/snapshot/staging.js';
import { folderStore } from '../src/store/folder.js';
import type { Store } from '../src/store/store.js';
import { CpuClock, fixed, peakResidentMb, type Report } from './harness.js';

export async function run(): Promise<Report[]> {
  const staged = process.env.STAGED;
  if (staged === undefined) {
    const text = 'Nothing was published: `STAGED` names no folder in which a plan was collected.';
    return [{ title: 'Publishing', text, headers: ['-'], rows: [] }];
  }
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-publish-'));
  try {
    await cp(staged, folder, { recursive: true });
    return await published(folderStore(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function published(store: Store): Promise<Report[]> {
  const collected = await readCollected(store, await planIn(store));
  const clock = new CpuClock();
  let ofFacts: CpuClock | undefined;
  const progress: Progress = (event) => {
    if (event.type === 'publishing' && event.table === 'facts') ofFacts ??= new CpuClock();
  };
  const { signal } = new AbortController();
  const options = { toolVersion: 'bench', calls: { total: 0, throttled: 0 }, progress, signal };
  const summary = await publish(store, collected, options, systemEffects);
  const [us, factUs, rows] = [clock.elapsedUs(), ofFacts?.elapsedUs() ?? 0, summary.run.action_rows];
  return [
    {
      title: 'Publishing',
      text: `${summary.run.accounts_exported} accounts, ${rows} action rows, from the staging to the commit.`,
      headers: ['CPU s', 'µs of CPU a row', 'of these the facts', 'peak resident MB'],
      rows: [[fixed(us / 1e6, 1), fixed(us / rows, 2), fixed(factUs / rows, 2), peakResidentMb()]],
    },
    {
      title: 'Tables of facts',
      text: 'Of that run.',
      headers: ['table', 'rows', 'bytes', 'bytes a row'],
      rows: sizes(summary),
    },
  ];
}

async function planIn(store: Store): Promise<Plan> {
  const [staged] = await stagedPlans(store);
  const read = staged && (await readPlanState(store, staged.planId));
  if (read?.state !== 'open') throw new Error(`No plan is open in ${store.location}`);
  return read.plan;
}

function sizes({ files }: ExportSummary): (string | number)[][] {
  return FACT_TABLES.map(({ name }) => {
    const own = files.filter(({ path }) => path.startsWith(`${name}/`));
    const [rows, bytes] = [own.reduce((sum, one) => sum + one.rows, 0), own.reduce((sum, one) => sum + one.bytes, 0)];
    return [name, rows, bytes, fixed(bytes / rows, 2)];
  });
}
