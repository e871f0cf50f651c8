/** The judgement of a date as tables, made by queries/models; its own row is written last, and nothing counts before it. */

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColumnSchema } from '../model/schema.js';
import { derivedJudgements, JUDGED_TABLES } from '../model/tables/judged.js';
import { type DerivedTable, derivedKey } from '../model/tables.js';
import { allRows } from '../query/all-rows.js';
import { duckdbEngine } from '../query/duckdb/engine.js';
import { DUCKDB_TYPES } from '../query/duckdb/tables.js';
import type { QueryEngine } from '../query/engine.js';
import { modelStatement } from '../query/models.js';
import { literal } from '../query/question/bind.js';
import type { Store } from '../store/store.js';
import type { Making } from './making.js';

type Judging = Pick<Making, 'date' | 'usesUntil' | 'signal'>;

/** Every table of a judgement, in the order in which they are written. */
export const TABLES_OF_JUDGEMENT = [...JUDGED_TABLES, derivedJudgements] as const;

/** Writes the tables of the date of a lake to `target`, and says how many rows they have. Memory is that of DuckDB. */
export async function writeJudgement(lake: Store, target: Store, judging: Judging): Promise<number> {
  const { date, signal } = judging;
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-judgement-'));
  const written = TABLES_OF_JUDGEMENT.map((table) => ({
    table,
    path: join(folder, `${table.name}.parquet`),
  }));
  const engine = await duckdbEngine(lake, { writes: written.map(({ path }) => path) });
  try {
    const id = await judgementId(engine, judging);
    for (const { table, path } of written) {
      await engine.writeParquet(rowsOf(table, id, judging), path, { signal });
      await target.put(derivedKey(table, date), createReadStream(path));
    }
    const counts = JUDGED_TABLES.map((table) => `SELECT count(*) AS rows FROM ${modelOf(table)}`).join(' UNION ALL ');
    const [[rows] = []] = await allRows(engine, ofModel(`SELECT sum(rows) FROM (${counts}) AS c`, judging), [], {
      signal,
    });
    return Number(rows);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks what the judgement of the date would ask, and writes nothing. */
export async function askJudgement(engine: QueryEngine, judging: Judging): Promise<void> {
  for (const table of TABLES_OF_JUDGEMENT) {
    await engine.query(rowsOf(table, '', judging), [], { signal: judging.signal });
  }
}

async function judgementId(engine: QueryEngine, { date, signal }: Judging): Promise<string> {
  const sql = 'SELECT judgement_id FROM judgement_runs WHERE snapshot_date = ?';
  const [[id] = []] = await allRows(engine, sql, [date], { signal });
  return String(id);
}

/** A statement of the rows of the table, in its order. */
function rowsOf(table: DerivedTable, id: string, judging: Judging): string {
  const columns = Object.entries<ColumnSchema>(table.columns).filter(([name]) => name !== 'judgement_id');
  const cells = columns.map(([name, { type }]) => `CAST(${name} AS ${DUCKDB_TYPES[type]}) AS ${name}`);
  const select = `SELECT ${literal(id)} AS judgement_id, ${cells.join(', ')} FROM`;
  if (table.name === derivedJudgements.name)
    return `${select} judgement_runs WHERE snapshot_date = ${literal(judging.date)}`;
  return ofModel(`${select} ${modelOf(table)} ORDER BY ${table.sortedBy.join(', ')}`, judging);
}

function ofModel(select: string, { date, usesUntil }: Judging): string {
  return modelStatement(select, { snapshotDate: date, usesUntil });
}

/** Of which model it holds the rows. */
function modelOf({ name }: DerivedTable): string {
  return name.replace(/^derived_/, '');
}
