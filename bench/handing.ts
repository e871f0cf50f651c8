/** What it costs to hand rows over: to a file and to a pipe, by the engine itself and cell by cell. `ROWS`: how many. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duckdbEngine } from '../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../src/query/duckdb/open-tables.js';
import { LINED_FORMATS, textFormat } from '../src/query/format/formats.js';
import { openStore } from '../src/store/open.js';
import { cached } from './cache.js';
import { fixed, type Report } from './harness.js';
import { writeLake } from './lake.js';

const ROWS = Number(process.env.ROWS ?? 3e6);
const ROUNDS = 3;
const SQL = `SELECT account_id, principal_arn, service_namespace, action_name, last_accessed_at, last_accessed_region
FROM raw.action_last_accessed LIMIT ${ROWS}`;
const WHOLE = { width: Number.POSITIVE_INFINITY, brief: false };

export async function run(): Promise<Report[]> {
  const place = await cached('lake-10000000', async (folder) => writeLake(await openStore(folder, {}), 10e6));
  const out = join(tmpdir(), `handing-${process.pid}.csv`);
  const pipe = join(tmpdir(), `handing-${process.pid}`);
  execFileSync('mkfifo', [pipe]);
  const engine = await duckdbEngine(await openStore(place, {}), { writes: [out, pipe] });
  const ways: [string, () => Promise<unknown>][] = [
    [
      'the statement alone',
      () => drained(engine.query(`SELECT count(DISTINCT t.principal_arn) FROM (${SQL}) AS t`, [])),
    ],
    ['CSV to a file, by DuckDB', async () => engine.writeCsv?.(SQL, [], out)],
    ['CSV to a pipe, by DuckDB', async () => read(pipe, async () => engine.writeCsv?.(SQL, [], pipe))],
    ...(['csv', 'ndjson', 'json'] as const).flatMap((format): [string, () => Promise<unknown>][] => [
      [`${format} to a pipe, lines of DuckDB`, async () => piped(lined(engine, format))],
      [`${format} to a pipe, cell by cell`, async () => piped(byCell(engine, format))],
    ]),
  ];
  const lines: string[][] = [];
  for (const [name, work] of ways) lines.push([name, fixed((await least(work)) * (1000 / ROWS), 2)]);
  await engine.close();
  for (const path of [out, pipe]) await rm(path, { force: true });
  return [
    {
      title: 'Handing rows over',
      text: `${ROWS} rows of six columns, the least of ${ROUNDS} rounds, wall clock, the statement included. A pipe is read by \`cat\`.`,
      headers: ['how', 'µs a row'],
      rows: lines,
    },
  ];
}

type Lined = 'csv' | 'json' | 'ndjson';

async function* lined(engine: DuckdbEngine, format: Lined): AsyncGenerator<string> {
  const made = LINED_FORMATS[format];
  const answer = made && (await engine.lines?.(SQL, [], made.lines));
  if (made === undefined || answer === undefined) throw new Error(`No lines of ${format}`);
  yield* made.written(answer);
}

async function* byCell(engine: DuckdbEngine, format: Lined): AsyncGenerator<string> {
  const { columns, pages } = await engine.query(SQL, []);
  yield* textFormat(format, WHOLE)(columns, pages);
}

async function piped(texts: AsyncIterable<string>): Promise<void> {
  const reader = spawn('cat', { stdio: ['pipe', 'ignore', 'inherit'] });
  for await (const text of texts) {
    await new Promise<void>((resolve, reject) =>
      reader.stdin.write(text, (error) => (error ? reject(error) : resolve())),
    );
  }
  reader.stdin.end();
  await once(reader, 'exit');
}

/** Until `cat` has read all that `write` writes. */
async function read(pipe: string, write: () => Promise<unknown>): Promise<void> {
  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'ignore', 'inherit'] });
  const end = once(reader, 'exit');
  await write();
  await end;
}

async function drained(answer: ReturnType<DuckdbEngine['query']>): Promise<void> {
  for await (const _page of (await answer).pages);
}

/** The least of the rounds, in ms. */
async function least(work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    await work();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}
