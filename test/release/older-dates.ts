/** A lake with more dates: copies of its oldest run, a week apart, with all times moved back by as many weeks. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { committedRuns } from '../../src/lake/runs.js';
import { DAY_MS, daysBefore } from '../../src/model/days.js';
import { type RunRow, runs } from '../../src/model/tables.js';
import { literal } from '../../src/query/question/bind.js';
import { commitRun } from '../../src/snapshot/commit.js';
import type { CommittedRun } from '../../src/snapshot/read-run.js';
import { folderStore } from '../../src/store/folder.js';
import { openEncoder } from '../../src/tables/encoders.js';

/** Nothing reads those of older dates. */
const LEFT_OUT = 'action_last_accessed/';

export async function addOlderDates(place: string, weeks: number): Promise<void> {
  const committed = await committedRuns(folderStore(place));
  const [oldest] = [...committed].sort((a, b) => (a.run_id < b.run_id ? -1 : 1));
  if (oldest === undefined) throw new Error(`No run in ${place}`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (let back = 1; back <= weeks; back++) await addWeek(connection, place, oldest, back * 7);
  instance.closeSync();
}

async function addWeek(connection: DuckDBConnection, place: string, oldest: CommittedRun, days: number): Promise<void> {
  const date = daysBefore(oldest.snapshot_date, days);
  const older = (text: string): string =>
    text
      .replaceAll(oldest.snapshot_date, date)
      .replaceAll(oldest.snapshot_date.replaceAll('-', ''), date.replaceAll('-', ''));
  const runId = older(oldest.run_id);
  const manifest: object[] = [];
  for (const { path, rows } of oldest.files) {
    if (path.startsWith(LEFT_OUT)) continue;
    const to = join(place, older(path));
    await copyEarlier(connection, { from: join(place, path), to, runId, days });
    const bytes = readFileSync(to);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    manifest.push({ path: older(path), rows, bytes: bytes.length, sha256 });
  }
  const cells = Object.entries(runs.columns).map(([name, { type }]) => {
    const cell = oldest[name as keyof RunRow];
    return [name, type === 'timestamp' ? Number(cell) - days * DAY_MS : cell];
  });
  const own = { run_id: runId, snapshot_date: date, manifest: JSON.stringify(manifest) };
  const run = { ...Object.fromEntries(cells), ...own } as RunRow;
  await commitRun(folderStore(place), await openEncoder('arrow'), older(oldest.planId), run);
}

interface Copied {
  readonly from: string;
  readonly to: string;
  readonly runId: string;
  /** By which every time is earlier. */
  readonly days: number;
}

async function copyEarlier(connection: DuckDBConnection, { from, to, runId, days }: Copied): Promise<void> {
  const source = `read_parquet(${literal(from)}, hive_partitioning = false)`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const times = described.getRowObjectsJson().filter(({ column_type }) => String(column_type).startsWith('TIMESTAMP'));
  const changed = [
    `${literal(runId)} AS run_id`,
    ...times.map(({ column_name: at }) => `(${at}::TIMESTAMP - INTERVAL ${days} DAY)::TIMESTAMP_MS AS ${at}`),
  ];
  mkdirSync(dirname(to), { recursive: true });
  await connection.run(
    `COPY (SELECT * REPLACE (${changed.join(', ')}) FROM ${source}) TO ${literal(to)}
    (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)`,
  );
}
