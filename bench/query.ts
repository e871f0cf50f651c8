/** Ten questions on DuckDB through the views: ours beside two common layouts of the same rows. `ROWS=10e6` sets the size. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ask } from '../src/query/ask.js';
import { duckdbEngine } from '../src/query/duckdb.js';
import type { QueryEngine } from '../src/query/engine.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';
import { fixed, type Report } from './harness.js';
import { SNAPSHOT_DATE, writeLake } from './lake.js';

type Given = Parameters<typeof ask>[2];

interface Figures {
  readonly megabytes: number;
  readonly medianMs: number;
}

const ROWS = Number(process.env.ROWS ?? 10e6);
const RUNS = 3;

export async function run(): Promise<Report[]> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-bench-'));
  try {
    const store = await openStore(join(folder, 'lake'), {});
    const { run, anyPrincipal } = await writeLake(store, ROWS);
    const layouts = await writeLayouts(folder);
    const rows: string[][] = [];
    for (const [name, given] of questions(anyPrincipal.principal_arn, anyPrincipal.account_id)) {
      const own = await measured(store, undefined, name, given);
      const parquet = await measured(store, layouts.parquet, name, given);
      const json = await measured(store, layouts.json, name, given);
      const cells = [own, parquet, json].flatMap((one) => [fixed(one.megabytes, 2), fixed(one.medianMs, 0)]);
      rows.push([`${name} ${Object.values(given).join(' ')}`, ...cells, fixed(parquet.megabytes / own.megabytes, 1)]);
    }
    return [reportOf(Number(run.action_rows), run.principals_exported, rows)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportOf(actionRows: number, principals: number, rows: readonly string[][]): Report {
  return {
    title: 'Questions on DuckDB',
    text: `${actionRows} action rows of ${principals} principals, through the views; the other layouts hold the same rows of action_last_accessed and take the place of that table alone: unsorted SNAPPY Parquet, one file a principal, and JSON lines under gzip by date and account. MB: what the process read to open the lake and answer once, footers and the other tables included. ms: median of ${RUNS} answers on the open lake, wall clock.`,
    headers: ['question', 'MB', 'ms', 'Parquet: MB', 'ms', 'JSON: MB', 'ms', 'Parquet MB / ours'],
    rows,
  };
}

function questions(principal: string, account_id: string): [string, Given][] {
  return [
    ['principal_access', { principal }],
    ['unused_services', { account_id }],
    ['unused_actions', { account_id }],
    ['unused_actions', { service: 's3' }],
    ['removable_actions', { account_id }],
    ['service_users', { service: 's3' }],
    ['action_users', { action: 'iam:CreateUser' }],
    ['dormant_administrators', {}],
    ['privilege_gap', {}],
    ['actions_unused_everywhere', {}],
  ];
}

/** A lake opened anew for the bytes; `layout`: what takes the place of action_last_accessed, as SQL. */
async function measured(store: Store, layout: string | undefined, name: string, given: Given): Promise<Figures> {
  const before = bytesRead();
  const engine = await duckdbEngine(store);
  try {
    if (layout !== undefined) await drain(await engine.query(layout, []));
    await answer(engine, name, given);
    const megabytes = (bytesRead() - before) / 1e6;
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) times.push(await answer(engine, name, given));
    return { megabytes, medianMs: times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number };
  } finally {
    await engine.close();
  }
}

async function answer(engine: QueryEngine, name: string, given: Given): Promise<number> {
  const startedAt = performance.now();
  await drain(await ask(engine, name, given));
  return performance.now() - startedAt;
}

async function drain({ pages }: { pages: AsyncIterable<unknown> }): Promise<void> {
  for await (const _ of pages);
}

/** Bytes that this process has read by system calls, cached by the kernel or not (Linux). */
function bytesRead(): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}

/** The same rows in two other layouts, each as the statement that puts it in the place of ours. */
async function writeLayouts(folder: string): Promise<{ parquet: string; json: string }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const [lake, parquet, json] = ['lake', 'parquet', 'json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const source = `SELECT *, principal_arn AS p, account_id AS a FROM read_parquet('${lake}/action_last_accessed/*/*.parquet') ORDER BY account_id, principal_arn, hash(action_name)`;
  await connection.run(
    `COPY (SELECT * REPLACE (md5(p) AS p) FROM (${source})) TO '${parquet}' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (snapshot_date, a, p))`,
  );
  const accounts = await connection.runAndReadAll(`SELECT DISTINCT a FROM (${source})`);
  for (const [account] of accounts.getRows()) {
    const place = join(json, `snapshot_date=${SNAPSHOT_DATE}`, `a=${account}`);
    await mkdir(place, { recursive: true });
    await connection.run(
      `COPY (SELECT * EXCLUDE (p, a, snapshot_date) FROM (${source}) WHERE account_id = '${account}') TO '${place}/0.json.gz' (FORMAT json, COMPRESSION gzip)`,
    );
  }
  connection.closeSync();
  instance.closeSync();
  const columns =
    'run_id, account_id, principal_arn, service_namespace, action_name, last_accessed_at::TIMESTAMP AS last_accessed_at, last_accessed_region, last_accessed_entity_arn, snapshot_date::VARCHAR AS snapshot_date';
  const view = (from: string) => `CREATE OR REPLACE VIEW action_last_accessed AS SELECT ${columns} FROM ${from}`;
  return {
    parquet: view(`read_parquet('${parquet}/*/*/*/*.parquet', hive_partitioning = true)`),
    json: view(`read_json('${json}/*/*/*.json.gz', format = 'newline_delimited', hive_partitioning = true)`),
  };
}
