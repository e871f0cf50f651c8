/** A lake with more dates: copies of its oldest run, a week apart, with its times as many weeks back. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { daysBefore } from '../../src/model/days.js';
import { literal } from '../../src/query/question/bind.js';

interface Run {
  readonly run_id: string;
  readonly snapshot_date: string;
  readonly manifest: string;
}

interface File {
  readonly path: string;
  readonly rows: number;
}

/** Rows of actions are left out: nothing reads those of older dates. */
const LEFT_OUT = 'action_last_accessed/';

export async function addOlderDates(place: string, weeks: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const [name = ''] = readdirSync(join(place, 'runs')).sort();
  const runs = await connection.runAndReadAll(
    `SELECT run_id, snapshot_date, manifest FROM read_parquet(${literal(join(place, 'runs', name))})`,
  );
  const [oldest] = runs.getRowObjectsJson() as unknown as Run[];
  if (oldest === undefined) throw new Error(`No run in ${place}`);
  for (let back = 1; back <= weeks; back++) await addWeek(connection, { place, name, oldest }, back * 7);
  instance.closeSync();
}

interface Source {
  readonly place: string;
  /** Of the file of the run. */
  readonly name: string;
  readonly oldest: Run;
}

async function addWeek(connection: DuckDBConnection, { place, name, oldest }: Source, days: number): Promise<void> {
  const date = daysBefore(oldest.snapshot_date, days);
  const older = (text: string): string =>
    text
      .replaceAll(oldest.snapshot_date, date)
      .replaceAll(oldest.snapshot_date.replaceAll('-', ''), date.replaceAll('-', ''));
  const runId = older(oldest.run_id);
  const files = (JSON.parse(oldest.manifest) as File[]).filter(({ path }) => !path.startsWith(LEFT_OUT));
  const manifest: object[] = [];
  for (const { path, rows } of files) {
    const to = join(place, older(path));
    await copy(connection, join(place, path), to, { days, values: { run_id: runId } });
    const bytes = readFileSync(to);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    manifest.push({ path: older(path), rows, bytes: bytes.length, sha256 });
  }
  const values = { run_id: runId, snapshot_date: date, manifest: JSON.stringify(manifest) };
  await copy(connection, join(place, 'runs', name), join(place, 'runs', older(name)), { days, values });
}

interface Change {
  /** By which every time is earlier. */
  readonly days: number;
  readonly values: Readonly<Record<string, string>>;
}

async function copy(connection: DuckDBConnection, from: string, to: string, { days, values }: Change): Promise<void> {
  const source = `read_parquet(${literal(from)}, hive_partitioning = false)`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const times = described.getRowObjectsJson().filter(({ column_type }) => String(column_type).startsWith('TIMESTAMP'));
  const changed = [
    ...Object.entries(values).map(([column, value]) => `${literal(value)} AS ${column}`),
    ...times.map(({ column_name: column }) => `${column} - INTERVAL ${days} DAY AS ${column}`),
  ];
  mkdirSync(dirname(to), { recursive: true });
  await connection.run(
    `COPY (SELECT * REPLACE (${changed.join(', ')}) FROM ${source}) TO ${literal(to)}
    (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)`,
  );
}
