/** A lake as exports leave it, and what damages copies of it by hand. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { type CommittedRun, committedRuns } from '../../src/lake/runs.js';
import { runs } from '../../src/model/tables.js';
import { startSimulation } from '../../src/simulation/simulation.js';
import { folderStore } from '../../src/store/folder.js';
import { columnsOf } from '../../src/tables/columns/rows.js';
import { openEncoder } from '../../src/tables/encoders.js';
import { type Verified, verify } from '../../src/verify/verify.js';
import { optionsFor, sql } from '../export/lake.js';
import { fastEffects } from '../law/fast-effects.js';

export interface Lake {
  readonly path: string;
  /** The whole run. */
  readonly run: CommittedRun;
  /** The run with gaps. */
  readonly gaps: CommittedRun;
}

export interface Lakes {
  readonly folder: string;
  /** A copy of the lake that exports wrote. */
  readonly copied: () => Promise<Lake>;
}

/** One whole run, and one of another date whose account was denied and some of whose jobs failed. */
export async function exportedLakes(): Promise<Lakes> {
  const folder = mkdtempSync(join(tmpdir(), 'access-lake-verify-'));
  const pristine = join(folder, 'pristine');
  for (const date of ['2026-07-01', '2026-08-01']) await exported(pristine, date);
  let copies = 0;
  const copied = async (): Promise<Lake> => {
    const path = join(folder, `copy-${++copies}`);
    cpSync(pristine, path, { recursive: true });
    const [run, gaps] = await committedRuns(folderStore(path));
    return { path, run: run as CommittedRun, gaps: gaps as CommittedRun };
  };
  return { folder, copied };
}

async function exported(place: string, date: string): Promise<void> {
  const now = () => Date.parse(`${date}T06:00:00Z`);
  const simulation = await startSimulation({ accounts: 4, principalsPerAccount: 3, clock: now, jobMs: [1, 5] });
  const open = simulation
    .truth()
    .accounts.filter(({ hasMemberRole, row }) => hasMemberRole && row.account_state === 'ACTIVE');
  if (date === '2026-08-01') {
    simulation.faults.add({ name: 'role-missing', account: open[1]?.row.account_id as string });
    simulation.faults.add({ name: 'job-failed', probability: 0.4 });
    simulation.faults.add({ name: 'principal-deleted', nth: 3 });
  }
  for (const [name, value] of Object.entries(simulation.env)) vi.stubEnv(name, value);
  await exportSnapshot(optionsFor(folderStore(place)), fastEffects(20)); // dated by the clock of the simulation
  vi.unstubAllEnvs();
  await simulation.stop();
}

export function verified(path: string, date?: string): Promise<Verified> {
  return verify(folderStore(path), { date, signal: new AbortController().signal, onRun: () => {} });
}

export const kindsOf = ({ damages }: Verified) => [...new Set(damages.map(({ kind }) => kind))];

export const keyOf = (run: CommittedRun, table: string): string =>
  run.files.find((file) => file.path.startsWith(`${table}/`))?.path as string;

/** Writes a Parquet file anew as `select` tells over its rows (`FROM rows`). */
export async function rewriteFile(file: string, select: string): Promise<void> {
  await sql(
    `COPY (WITH rows AS (SELECT * FROM read_parquet('${file}', hive_partitioning = false)) ${select})
     TO '${file}.new' (FORMAT parquet)`,
  );
  cpSync(`${file}.new`, file);
  rmSync(`${file}.new`);
}

/** {@link rewriteFile} of a file of the run, and a manifest that says so. */
export async function rewrite({ path, run }: Pick<Lake, 'path' | 'run'>, table: string, select: string, rowsMore = 0) {
  const key = keyOf(run, table);
  const file = join(path, key);
  await rewriteFile(file, select);
  const [{ rows }] = (await sql(`SELECT count(*)::INTEGER AS rows FROM read_parquet('${file}')`)) as [{ rows: number }];
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const entry = { path: key, rows: rows + rowsMore, bytes: statSync(file).size, sha256 };
  await recommit(path, run, { manifest: JSON.stringify(run.files.map((one) => (one.path === key ? entry : one))) });
}

export async function recommit(path: string, run: CommittedRun, changed: object, name = run.planId) {
  const encoder = await openEncoder('arrow');
  async function* group() {
    yield columnsOf(runs, [{ ...run, ...changed }]);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of encoder.encode(runs, group())) chunks.push(chunk);
  writeFileSync(join(path, `runs/${name}.parquet`), Buffer.concat(chunks));
}
