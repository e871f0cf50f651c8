/**
 * Every query of the dashboard on DuckDB, through `lake.duckdb` as BI tools open it, over ten years of weekly trends.
 * `HISTORY=100e6` adds a lake of so many action rows, before which there are `OLDER=99` dates of `OLDER_ROWS=1e6`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { readCommits } from '../src/lake/runs.js';
import { writeLakeFile } from '../src/query/duckdb/lake-file.js';
import { openStore } from '../src/store/open.js';
import { type DashboardQuery, dashboardQueries } from '../test/query/derived/chart-queries.js';
import { TEN_YEARS, writeTrendLake, writeTrends } from '../test/query/derived/trend-lake.js';
import { cached } from './cache.js';
import { fixed, type Report } from './harness.js';
import { OLDER, OLDER_ROWS, placeWithHistory } from './query.js';

const HISTORY_ROWS = Number(process.env.HISTORY ?? 0);
const RUNS = 3;

export async function run(): Promise<Report[]> {
  const weekly = await cached('ten-years', async (folder) => writeTrendLake(await openStore(folder, {}), TEN_YEARS));
  const reports = [
    await measured(
      weekly,
      'Dashboards over ten years of weekly trends',
      `${TEN_YEARS.dates} weekly dates of ${TEN_YEARS.accounts} accounts and ${TEN_YEARS.subjects} rows of trends each`,
    ),
  ];
  if (HISTORY_ROWS > 0) reports.push(await withRows(HISTORY_ROWS));
  return reports;
}

/** The lake of `bench query` by links, with trends. */
async function withRows(rows: number): Promise<Report> {
  const lake = await placeWithHistory(rows);
  const place = await cached(`dashboards-${rows}-${OLDER}-${OLDER_ROWS}`, async (folder) => {
    execFileSync('cp', ['-al', `${lake}/.`, folder]);
    await writeTrends(await openStore(folder, {}), TEN_YEARS);
  });
  return measured(
    place,
    'Dashboards over many rows',
    `${rows} action rows at the newest date, ${OLDER} older dates of ${OLDER_ROWS}, with ${TEN_YEARS.subjects} rows of trends each`,
  );
}

async function measured(place: string, title: string, size: string): Promise<Report> {
  const store = await openStore(place, {});
  const file = await writeLakeFile(store, (await readCommits(store)).runs);
  const rows: (string | number)[][] = [];
  for (const query of dashboardQueries()) rows.push(await asked(file, query));
  return {
    title,
    text: `${size}, every query of the dashboard of Superset on \`lake.duckdb\`. MB: what the process read to open the file and answer once. ms: wall clock of that, then the median of ${RUNS} answers on the open file.`,
    headers: ['chart', 'rows of the answer', 'MB', 'ms with opening', 'ms'],
    rows,
  };
}

async function asked(file: string, { title, sql }: DashboardQuery): Promise<(string | number)[]> {
  const before = bytesRead();
  const startedAt = performance.now();
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  try {
    const connection = await instance.connect();
    const { currentRowCount: rows } = await connection.runAndReadAll(sql);
    const first = performance.now() - startedAt;
    const megabytes = (bytesRead() - before) / 1e6;
    const times: number[] = [];
    while (times.length < RUNS) {
      const again = performance.now();
      await connection.runAndReadAll(sql);
      times.push(performance.now() - again);
    }
    const median = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number;
    return [title, rows, fixed(megabytes, 2), fixed(first, 0), fixed(median, 0)];
  } finally {
    instance.closeSync();
  }
}

/** Bytes that this process has read by system calls, cached by the kernel or not (Linux). */
function bytesRead(): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}
