/** The judgement of a date as tables, made by queries/models; its own row is written last, and nothing counts before it. */

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColumnSchema } from '../../model/schema.js';
import { derivedJudgements, JUDGED_TABLES, TABLES_OF_JUDGEMENT } from '../../model/tables/judged.js';
import { derivedKey } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { duckdbEngine } from '../duckdb/engine.js';
import type { DuckdbEngine, DuckdbOptions } from '../duckdb/open-tables.js';
import { DUCKDB_TYPES } from '../duckdb/tables.js';
import { allRows } from '../engine/all-rows.js';
import type { QueryEngine } from '../engine/engine.js';
import { literal } from '../question/bind.js';
import { modelStatement } from '../sql/models.js';
import type { Making } from './making.js';

export type JudgedTable = (typeof JUDGED_TABLES)[number];
/** Opens a lake on DuckDB. */
export type OpenLake = (options?: DuckdbOptions) => Promise<DuckdbEngine>;
export type Judging = Pick<Making, 'date' | 'usesUntil' | 'signal'>;

/** Writes the tables of the date of a lake to `target`, and says how many rows they have. Memory is that of DuckDB. */
export async function writeJudgement(
  lake: Store,
  target: Pick<Store, 'put'>,
  judging: Judging,
  open: OpenLake = (options) => duckdbEngine(lake, options),
): Promise<number> {
  const { date, signal } = judging;
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-judgement-'));
  const written = TABLES_OF_JUDGEMENT.map((table) => ({
    table,
    path: join(folder, `${table.name}.parquet`),
  }));
  const engine = await open({ writes: written.map(({ path }) => path) });
  try {
    const id = await judgementId(engine, judging);
    const rows = await rowCount(engine, judging);
    for (const { table, path } of written) {
      const sql = table.name === derivedJudgements.name ? judgementRow(judging, rows) : rowsOf(table, id, judging);
      await engine.writeParquet(sql, path, { signal });
      await target.put(derivedKey(table, date), createReadStream(path));
    }
    return rows;
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks what the judgement of the date would ask, and writes nothing. */
export async function askJudgement(engine: QueryEngine, judging: Judging): Promise<void> {
  const statements = [...JUDGED_TABLES.map((table) => rowsOf(table, '', judging)), judgementRow(judging, 0)];
  for (const sql of statements) await engine.query(sql, [], { signal: judging.signal });
}

async function judgementId(engine: QueryEngine, { date, signal }: Judging): Promise<string> {
  const sql = 'SELECT judgement_id FROM judgement_runs WHERE snapshot_date = ?';
  const [[id] = []] = await allRows(engine, sql, [date], { signal });
  return String(id);
}

/** Of all tables but that of judgements. */
async function rowCount(engine: QueryEngine, judging: Judging): Promise<number> {
  const counts = JUDGED_TABLES.map((table) => `SELECT count(*) AS rows FROM ${modelOf(table)}`).join(' UNION ALL ');
  const sql = ofModel(`SELECT sum(rows) FROM (${counts}) AS c`, judging);
  const [[rows] = []] = await allRows(engine, sql, [], { signal: judging.signal });
  return Number(rows);
}

/** A statement of the one row of the table of judgements. */
function judgementRow({ date }: Judging, rows: number): string {
  const columns = Object.keys(derivedJudgements.columns).filter((name) => name !== 'row_count');
  return `SELECT ${columns.join(', ')}, CAST(${rows} AS BIGINT) AS row_count
    FROM judgement_runs WHERE snapshot_date = ${literal(date)}`;
}

/** A statement of the rows of the table, in its order. */
function rowsOf(table: JudgedTable, id: string, judging: Judging): string {
  return ofModel(orderedRows(table, id, modelOf(table)), judging);
}

/** A statement of the rows of the judgement `id`, in the order of the table; `from` has its columns but `judgement_id`. */
export function orderedRows(table: JudgedTable, id: string, from: string): string {
  const columns = Object.entries<ColumnSchema>(table.columns).filter(([name]) => name !== 'judgement_id');
  const cells = columns.map(([name, { type }]) => `CAST(${name} AS ${DUCKDB_TYPES[type]}) AS ${name}`);
  return `SELECT ${literal(id)} AS judgement_id, ${cells.join(', ')} FROM ${from} ORDER BY ${table.sortedBy.join(', ')}`;
}

function ofModel(select: string, { date, usesUntil }: Judging): string {
  return modelStatement(select, { snapshotDate: date, usesUntil });
}

/** Of which model it holds the rows. */
export function modelOf({ name }: JudgedTable): string {
  return name.replace(/^derived_/, '');
}
