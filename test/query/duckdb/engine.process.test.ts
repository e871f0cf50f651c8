import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type CommittedRun, committedRuns } from '../../../src/lake/runs.js';
import { Interrupted, type UserError } from '../../../src/model/errors.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { Cell } from '../../../src/query/engine/engine.js';
import { ask } from '../../../src/query/question/ask.js';
import { commitRun } from '../../../src/snapshot/commit.js';
import { folderStore } from '../../../src/store/folder.js';
import { openEncoder } from '../../../src/tables/encoders.js';
import { sql } from '../../export/lake.js';
import { rowsOf } from '../lake/rows-of.js';
import { writeLake } from '../lake/write-lake.js';

const base = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'duckdb-'));
afterAll(() => rmSync(folder, { recursive: true }));
let places = 0;
const place = (name = '') => join(folder, `${++places}${name}`);

async function answered(path: string, sql: string, parameters: readonly Cell[] = []) {
  const engine = await duckdbEngine(folderStore(path));
  const rows = await rowsOf(engine.query(sql, parameters));
  await engine.close();
  return rows;
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: UserError) => error,
  );

it.each(['arrow', 'parquetjs'] as const)(
  'reads times as UTC, whatever the zone of the machine, written by %s',
  async (encoder) => {
    const path = place();
    await writeLake(path, base, encoder);
    const zone = process.env.TZ;
    process.env.TZ = 'America/New_York';
    const rows = await answered(
      path,
      `SELECT role_last_used_at FROM snapshot_principals WHERE principal_id = 'AROACI' LIMIT 1`,
    );
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(rows).toEqual([['2025-12-01 01:00:00.000']]);
  },
);

it('gives the same answers over files of both encoders', async () => {
  const answers: unknown[] = [];
  for (const encoder of ['arrow', 'parquetjs'] as const) {
    const path = place();
    const engine = await duckdbEngine(await writeLake(path, base, encoder));
    answers.push(await rowsOf(ask(engine, 'principals', {})));
    await engine.close();
  }
  expect(answers[0]).toEqual(answers[1]);
});

it('opens a place whose name holds wildcards, quotes and line breaks', async () => {
  const path = place(` it's [a-z]*?\n"lake"`);
  await writeLake(path, base);
  expect(await answered(path, 'SELECT count(*) FROM snapshot_runs')).toEqual([[4n]]);
});

it('has every table and view where nothing was ever exported, and refuses to be asked', async () => {
  const engine = await duckdbEngine(folderStore(place()));
  expect(await rowsOf(engine.query('SELECT count(*) FROM action_access', []))).toEqual([[0n]]);
  const error = await failure(ask(engine, 'coverage_gaps', {}));
  expect(error).toMatchObject({ name: 'UserError', exit: 'nothing' });
  expect(error?.message).toContain('no snapshot is committed');
  await engine.close();
});

it('refuses a date without a snapshot, and tells which there are', async () => {
  const path = place();
  const engine = await duckdbEngine(await writeLake(path, base));
  const error = await failure(ask(engine, 'coverage_gaps', { snapshot_date: '2026-07-02' }));
  expect(error).toMatchObject({ exit: 'usage', hint: 'The snapshots: 2026-01-01, 2026-04-01, 2026-07-01.' });
  const alone = await failure(ask(engine, 'changes.by-action', { to_date: '2026-01-01' }));
  expect(alone?.message).toContain('the snapshot before "2026-01-01": no such snapshot');
  await engine.close();
});

it('tells of a run that a newer version wrote, and does not show it', async () => {
  const path = place();
  const store = await writeLake(path, '[runs]\nrun_id | snapshot_date | schema_version\nr1 | 2026-07-01 | 2');
  const engine = await duckdbEngine(store);
  expect(engine.malformed).toMatchObject([{ problem: expect.stringContaining('has schema version 2') }]);
  expect(await rowsOf(engine.query('SELECT count(*) FROM snapshot_runs', []))).toEqual([[0n]]);
  await engine.close();
});

it('shows nothing of a run that lost a file, and names it', async () => {
  const path = place();
  await writeLake(path, base);
  const missing = 'service_last_accessed/snapshot_date=2026-04-01/r2-00000.parquet';
  await unlink(join(path, missing));
  const engine = await duckdbEngine(folderStore(path));
  expect(engine.damaged).toEqual([
    { runId: 'r2', snapshotDate: '2026-04-01', problem: `its file "${missing}" does not exist` },
  ]);
  expect(
    await rowsOf(engine.query(`SELECT count(*) FROM action_access WHERE snapshot_date = '2026-04-01'`, [])),
  ).toEqual([[0n]]);
  expect(await failure(ask(engine, 'coverage_gaps', { snapshot_date: '2026-04-01' }))).toBeDefined();
  await engine.close();
});

it('leaves alone what no committed run wrote', async () => {
  const path = place();
  await writeLake(path, base);
  const garbage = join(path, 'accounts/snapshot_date=2026-07-01/never-committed-00000.parquet');
  await writeFile(garbage, 'half a file');
  expect(await answered(path, 'SELECT count(*) FROM snapshot_accounts')).toEqual([[13n]]);
});

/** Writes the file of a run anew as `select` tells over its rows, with what the commit says of the run; undefined: a commit as it is. */
async function rewritten(
  path: string,
  runId: string,
  table: string,
  select: string,
  said: object | undefined,
): Promise<void> {
  const [run] = (await committedRuns(folderStore(path))).filter(({ run_id }) => run_id === runId) as [CommittedRun];
  const key = run.files.find((file) => file.path.startsWith(`${table}/`))?.path as string;
  const file = join(path, key);
  await sql(`COPY (SELECT ${select} FROM read_parquet('${file}', hive_partitioning = false)) TO '${file}.new'
    (FORMAT parquet)`);
  renameSync(`${file}.new`, file);
  const files = run.files.map((one) => (one.path === key ? { ...one, bytes: statSync(file).size } : one));
  if (said === undefined) return;
  const row = { ...run, manifest: JSON.stringify(files), ...said };
  rmSync(join(path, `runs/${runId}.parquet`));
  await commitRun(folderStore(path), await openEncoder('arrow'), runId, row);
}

it('gives null where older files lack a column', async () => {
  const path = place();
  await writeLake(path, base);
  await rewritten(path, 'r1', 'accounts', '* EXCLUDE (joined_at)', { tool_version: '0.0.9' });
  const asked = 'SELECT snapshot_date, count(*), count(joined_at) FROM snapshot_accounts GROUP BY 1 ORDER BY 1';
  expect(await answered(path, asked)).toEqual([
    ['2026-01-01', 4n, 0n],
    ['2026-04-01', 4n, 4n],
    ['2026-07-01', 5n, 5n],
  ]);
});

it('shows nothing of a run with a file of another size, or without a column that is never null', async () => {
  for (const [select, said, problem] of [
    ['* EXCLUDE (status)', { tool_version: '0.0.9' }, 'lacks the column "status"'],
    ['*', undefined, 'but its manifest says'],
  ] as const) {
    const path = place();
    await writeLake(path, base);
    await rewritten(path, 'r1', 'accounts', select, said);
    const engine = await duckdbEngine(folderStore(path));
    expect(engine.damaged).toMatchObject([{ runId: 'r1', problem: expect.stringContaining(problem) }]);
    const shown = "SELECT count(*) FROM snapshot_accounts WHERE snapshot_date = '2026-01-01'";
    expect(await rowsOf(engine.query(shown, []))).toEqual([[0n]]);
    await engine.close();
  }
});

it('binds values with their types and tells types in the words of both engines', async () => {
  const engine = await duckdbEngine(folderStore(place()));
  const answer = await engine.query(
    `SELECT ? AS a, ? AS b, ? AS c, CAST(? AS varchar) AS d, DATE '2026-07-01' AS e, TIMESTAMP '2026-07-01 10:00:00.120' AS f,
      CAST(sum(7) AS double) / 2 AS g, [1, 2] AS h, sum(7) AS i`,
    ["it's", 5, 12345678901234n, null],
  );
  expect(answer.columns.map(({ type }) => type)).toEqual([
    'varchar',
    'integer',
    'bigint',
    'varchar',
    'date',
    'timestamp',
    'double',
    'varchar',
    'bigint',
  ]);
  expect(await rowsOf(Promise.resolve(answer))).toEqual([
    ["it's", 5, 12345678901234n, null, '2026-07-01', '2026-07-01 10:00:00.120', 3.5, '[1, 2]', 7n],
  ]);
  await engine.close();
});

it.each([['x'], ['é'], ['😀'], ['\u0000']])('reads every text as it is, of any length: %j', async (letter) => {
  const path = place();
  await writeLake(path, base);
  const sql = `SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE i || repeat(?, i % 41) END, repeat(?, 13), repeat(?, 2)
    FROM range(5000) AS t(i) ORDER BY i`;
  const rows = Array.from({ length: 5000 }, (_, i) => [
    i % 5 === 0 ? null : `${i}${letter.repeat(i % 41)}`,
    letter.repeat(13),
    letter.repeat(2),
  ]);
  expect(await answered(path, sql, [letter, letter, letter])).toEqual(rows);
});

it('tells what is wrong with SQL in one sentence', async () => {
  const engine = await duckdbEngine(folderStore(place()));
  const error = await failure(engine.query('SELECT nope FROM snapshot_runs', []));
  expect(error).toMatchObject({ name: 'UserError' });
  expect(error?.message).toMatch(/^Cannot run the SQL on DuckDB: Binder Error: .*nope.*$/);
  await engine.close();
});

it('stops a statement when it is interrupted', async () => {
  const engine = await duckdbEngine(folderStore(place()));
  const stop = new AbortController();
  const counted = rowsOf(
    engine.query('SELECT count(*) FROM range(100000000000) a, range(1000) b', [], { signal: stop.signal }),
  );
  setTimeout(() => stop.abort(new Interrupted()), 50);
  await expect(counted).rejects.toBeInstanceOf(Interrupted);
  await engine.close();
});
