/** The credential report of an account with as many users as IAM allows, beside DuckDB, which reads the same CSV. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readReport } from '../src/evidence/credentials/report.js';
import { CpuClock, fixed, type Report } from './harness.js';

/** IAM's quota of users an account. */
const USERS = 5000;
const RUNS = 5;
const HEADING =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';

/** CPU and seconds by the clock. */
interface Took {
  readonly cpuMs: number;
  readonly ms: number;
}

export async function readingCredentials(): Promise<Report> {
  const plain = reportOf((name) => name);
  const quoted = reportOf((name) => `"${name}"`);
  const folder = await mkdtemp(join(tmpdir(), 'credential-report-'));
  try {
    const rows: string[][] = [];
    for (const [name, text] of [
      ['names without quotes', plain],
      ['names in quotes', quoted],
    ] as const) {
      const path = join(folder, 'report.csv');
      await writeFile(path, text);
      const own = await least(async () => checked(readReport(text).records.length));
      const duckdb = await withDuckdb(path);
      rows.push([name, ...figures(own), ...figures(duckdb), fixed(duckdb.cpuMs / own.cpuMs, 1)]);
    }
    return {
      title: `A credential report of ${USERS} users`,
      text: `${fixed(plain.length / 1e6, 1)} MB of CSV to records, each user with a password and two used keys; least of ${RUNS}. DuckDB reads the same columns from a file, times as timestamps, in an open database with one thread.`,
      headers: ['report', 'ours: ms of CPU', 'ms by the clock', 'DuckDB: ms of CPU', 'ms by the clock', 'times faster'],
      rows,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function figures({ cpuMs, ms }: Took): string[] {
  return [fixed(cpuMs, 1), fixed(ms, 1)];
}

async function withDuckdb(path: string): Promise<Took> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const times = HEADING.split(',').filter((name) => /time|last_used$|date|changed|rotat/.test(name));
  const columns = times.map((name) => `try_cast(${name} AS TIMESTAMPTZ) AS ${name}`);
  const statement = `SELECT * REPLACE (${columns.join(', ')}) FROM read_csv('${path}', header = true, all_varchar = true)`;
  try {
    return await least(async () => checked((await connection.runAndReadAll(statement)).getRows().length));
  } finally {
    connection.closeSync();
  }
}

function checked(users: number): void {
  if (users !== USERS) throw new Error(`${users} users were read`);
}

async function least(work: () => Promise<void>): Promise<Took> {
  const runs: Took[] = [];
  while (runs.length < RUNS) {
    const [clock, startedAt] = [new CpuClock(), performance.now()];
    await work();
    runs.push({ cpuMs: clock.elapsedUs() / 1000, ms: performance.now() - startedAt });
  }
  return runs.reduce((a, b) => (b.cpuMs < a.cpuMs ? b : a));
}

function reportOf(name: (plain: string) => string): string {
  const rows = Array.from({ length: USERS }, (_, at) => {
    const user = `maria.${at}`;
    const time = (hours: number) =>
      `${new Date(Date.UTC(2026, 10, 25) - (at + hours) * 3_600_000).toISOString().slice(0, 19)}+00:00`;
    const key = `true,${time(900)},${time(2)},eu-central-1,s3`;
    const password = `true,${time(1)},${time(800)},${time(-900)},true`;
    return `${name(user)},arn:aws:iam::111122223333:user/${user},${time(1000)},${password},${key},${key},false,N/A,false,N/A`;
  });
  return [HEADING, ...rows].join('\n');
}
