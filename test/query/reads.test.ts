/**
 * Which dates of which tables an answer reads, as DuckDB plans it: a condition that only spares reading changes no
 * answer. What was found is in reads.json; `READS=renew` writes it anew.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../src/query/duckdb/open-tables.js';
import type { Cell } from '../../src/query/engine.js';
import { bind } from '../../src/query/question/bind.js';
import { snapshotDates, withDates } from '../../src/query/question/dates.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { readSqlFiles } from '../../src/query/sql-files.js';
import { type Case, casesOf, parametersOf } from './lake/cases.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'reads-'));
const engines: DuckdbEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true });
});

async function opened(text: string): Promise<DuckdbEngine> {
  const engine = await duckdbEngine(await writeLake(join(folder, String(engines.length)), text));
  engines.push(engine);
  return engine;
}

/** Dates by table. */
async function readBy(engine: DuckdbEngine, sql: string, parameters: readonly Cell[]) {
  const dates: Record<string, string[]> = {};
  for (const key of (await engine.reads(sql, parameters)).sort()) {
    const [, table = '', date = ''] = /^(\w+)\/snapshot_date=([^/]+)/.exec(key) ?? [];
    dates[table] = [...new Set([...(dates[table] ?? []), date])];
  }
  return Object.fromEntries(Object.entries(dates).map(([table, own]) => [table, own.join(' ')]));
}

const file = fileURLToPath(new URL('./reads.json', import.meta.url));
const kept = JSON.parse(readFileSync(file, 'utf8'));
const isRenewed = process.env.READS === 'renew';
const found: Record<string, unknown> = {};
afterAll(() => {
  if (isRenewed) writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
});

function expectKept(name: string, reads: unknown): void {
  found[name] = reads;
  if (!isRenewed) expect(reads).toEqual(kept[name]);
}

const lakes = new Map<string, DuckdbEngine>();

for (const question of readQuestions()) {
  it(question.name, async () => {
    const cases = casesOf(question.name);
    for (const lake of new Set(cases.map((one) => one.lake))) {
      const engine = lakes.get(lake) ?? (await opened(readFileSync(lake, 'utf8')));
      lakes.set(lake, engine);
      const one = cases.find((each) => each.lake === lake) as Case;
      const dated = withDates(question, parametersOf(one.text), await snapshotDates(engine));
      const { sql, parameters } = bind(question, dated);
      expectKept(`${question.name}, ${one.name}`, await readBy(engine, sql, parameters));
    }
  });
}

it('views over a lake whose first run wrote no facts, and one of the next day did', async () => {
  const text = readFileSync(new URL('./questions/worklist/work.lake', import.meta.url), 'utf8');
  const nextDay = text.replace('2026-05-15', '2026-03-02');
  const engine = await opened(nextDay.replace(/^r0 r1 r2( \| 222222222222 \| 400 )/m, 'r1 r2   $1'));
  for (const { name } of readSqlFiles('views/')) {
    const { columns } = await engine.query(`SELECT * FROM ${name}`, []);
    const isDated = columns.some((column) => column.name === 'snapshot_date');
    for (const [which, where] of isDated
      ? [
          ['newest', " WHERE snapshot_date = '2026-07-01'"],
          ['all', ''],
        ]
      : [['all', '']])
      expectKept(`view ${name}, ${which}`, await readBy(engine, `SELECT * FROM ${name}${where}`, []));
  }
});
