/** Three snapshots of a simulated organization, several runs a date, exported over real sockets. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import type { Fault } from '../../src/simulation/faults.js';
import { startSimulation } from '../../src/simulation/simulation.js';
import { folderStore } from '../../src/store/folder.js';
import type { Store } from '../../src/store/store.js';
import type { EncoderName } from '../../src/tables/encoder.js';
import type { Engines } from '../engines/programs/engines.js';
import { type TwinLake, twinOf } from '../engines/questions/lake.js';
import { optionsFor } from '../export/lake.js';

export const SIMULATED_DATES = ['2026-06-01', '2026-07-01', '2026-08-01'] as const;

/** A run; accounts by their place among those that can be measured, none: all. */
interface Run {
  readonly date: (typeof SIMULATED_DATES)[number];
  readonly accounts?: readonly number[];
  readonly denied?: number;
  readonly faults?: readonly Fault[];
  readonly encoder?: EncoderName;
}

/**
 * June: whole, then one account again. July: an account denied and jobs that fail, then that account alone, then
 * two others. August: principals deleted and made again while it ran, written by the other encoder.
 */
const runs: readonly Run[] = [
  { date: '2026-06-01' },
  { date: '2026-06-01', accounts: [3] },
  { date: '2026-07-01', denied: 2, faults: [{ name: 'job-failed', probability: 0.2 }] },
  { date: '2026-07-01', accounts: [2] },
  { date: '2026-07-01', accounts: [3, 4], faults: [{ name: 'job-failed', probability: 0.3 }] },
  {
    date: '2026-08-01',
    encoder: 'parquetjs',
    faults: [
      { name: 'principal-deleted', nth: 5 },
      { name: 'principal-recreated', nth: 9 },
    ],
  },
];

/** Exports them all into a folder, and copies it into a bucket. */
export async function simulatedLake(engines: Engines, bucket: string): Promise<TwinLake> {
  const path = await mkdtemp(join(tmpdir(), 'access-lake-simulated-'));
  const store = folderStore(path);
  for (const [hour, run] of runs.entries()) await exportRun(store, run, hour);
  return await twinOf(engines, bucket, store, path);
}

async function exportRun(store: Store, { date, accounts, denied, faults = [], encoder = 'arrow' }: Run, hour: number) {
  const now = () => Date.parse(`${date}T${String(hour + 6).padStart(2, '0')}:00:00Z`);
  const simulation = await startSimulation({
    accounts: 10,
    principalsPerAccount: 4,
    administratorShare: 0.03,
    clock: now,
    jobMs: [1, 20],
  });
  const open = simulation
    .truth()
    .accounts.filter(({ row, hasMemberRole }) => hasMemberRole && row.account_state === 'ACTIVE');
  const ids = open.map(({ row }) => row.account_id);
  const idAt = (place: number) => ids[place] as string;
  for (const fault of faults) simulation.faults.add(fault);
  if (denied !== undefined) simulation.faults.add({ name: 'role-missing', account: idAt(denied) });
  for (const [name, value] of Object.entries(simulation.env)) vi.stubEnv(name, value);
  const options = optionsFor(store, { encoder });
  const scope = { ...options.scope, accounts: (accounts ?? []).map(idAt).sort() };
  await exportSnapshot({ ...options, scope }, systemEffects); // dates follow the clock of AWS
  await simulation.stop();
  vi.unstubAllEnvs();
}
