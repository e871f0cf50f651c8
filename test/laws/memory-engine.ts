/**
 * A lake as tables in DuckDB's memory: no file, so that a lake costs some milliseconds. The views that ship are made tables,
 * so that each is planned once a lake and not at each place that reads it; as views over files test/query asks them.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { TableSchema } from '../../src/model/schema.js';
import { ALL_TABLES, PARTITION_KEY } from '../../src/model/tables.js';
import { AskedViews } from '../../src/query/duckdb/asked-views.js';
import { DuckdbScratch } from '../../src/query/duckdb/scratch.js';
import { withVariables } from '../../src/query/duckdb/statement.js';
import { DUCKDB_TYPES, MACROS, RAW_SCHEMA_SQL } from '../../src/query/duckdb/tables.js';
import type { Cell, QueryEngine, QueryResult } from '../../src/query/engine/engine.js';
import { type Bound, literal } from '../../src/query/question/bind.js';
import { datesSql, lakeDateOf, type ViewDates, viewDates } from '../../src/query/sql/lake-dates.js';
import { rawName } from '../../src/query/sql/raw-tables.js';
import { readViews, type View } from '../../src/query/sql/views.js';
import type { Lake, LakeRow } from './world/lake.js';

export interface MemoryEngine extends QueryEngine {
  /** Puts the lake in place of the one before. */
  show(lake: Lake): Promise<void>;
}

export async function memoryEngine(): Promise<MemoryEngine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(RAW_SCHEMA_SQL);
  for (const table of ALL_TABLES) await connection.run(emptyTable(table));
  for (const macro of MACROS) await connection.run(macro);
  let waiting = new AskedViews([]);
  let views: readonly View[] = [];
  let shown: ReadonlyMap<string, string> = new Map();
  let scratch = new DuckdbScratch(() => instance.connect());
  return {
    name: 'duckdb',
    show: async (lake) => {
      const fillings = fillingsOf(lake);
      const changed = [...fillings.keys()].filter((table) => fillings.get(table) !== shown.get(table));
      if (changed.length === 0) return;
      shown = new Map(); // after a failure all is put in place anew
      await connection.run('DETACH DATABASE IF EXISTS kept_tables');
      scratch = new DuckdbScratch(() => instance.connect());
      await connection.run(changed.map((table) => fillings.get(table)).join(';\n'));
      const before = views;
      views = readViews(await datesOf(connection)).map(asTable);
      const stale = staleOf(views, before, changed);
      await connection.run(stale.map((name) => `DROP TABLE IF EXISTS ${name}`).join(';\n'));
      const made = await madeIn(connection);
      waiting = new AskedViews(views.filter(({ name }) => !made.has(name)));
      shown = fillings;
    },
    query: async (sql, parameters, options = {}) => {
      await waiting.make(sql, () => instance.connect());
      return await scratch.with({ sql, parameters }, options, (bound) => answer(connection, bound));
    },
    close: async () => instance.closeSync(),
  };
}

function asTable(view: View): View {
  return { ...view, sql: view.sql.replace('CREATE OR REPLACE VIEW', 'CREATE OR REPLACE TABLE') };
}

function emptyTable(table: TableSchema): string {
  const { columns, partitioned } = table;
  const declared = Object.entries(columns).map(([column, { type }]) => `"${column}" ${DUCKDB_TYPES[type]}`);
  return `CREATE TABLE ${rawName(table)} (${[...declared, ...(partitioned ? [`${PARTITION_KEY.name} VARCHAR`] : [])].join(', ')})`;
}

/** By the name of each table in SQL what puts the rows of the lake in place of those that it has. */
function fillingsOf(lake: Lake): Map<string, string> {
  const fillings = new Map<string, string>();
  for (const table of ALL_TABLES) {
    const [name, rows] = [rawName(table), lake.get(table.name) ?? []];
    const inserted = rows.length > 0 ? [insertion(name, rows)] : [];
    fillings.set(name, [`DELETE FROM ${name}`, ...inserted].join(';\n'));
  }
  return fillings;
}

/** The views that read a changed table, themselves or through others, or whose text is another than before. */
function staleOf(views: readonly View[], before: readonly View[], changed: readonly string[]): string[] {
  const texts = new Map(before.map(({ name, sql }) => [name, sql]));
  const others = new Set(changed);
  const stale = views.filter(({ name, sql }) => {
    const reads = sql.match(/[\w.]+/g) ?? [];
    const isStale = texts.get(name) !== sql || reads.some((word) => word !== name && others.has(word));
    if (isStale) others.add(name);
    return isStale;
  });
  return stale.map(({ name }) => name);
}

/** The views that are made: tables of the schema `main`. */
async function madeIn(connection: DuckDBConnection): Promise<Set<string>> {
  const made = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'memory' AND schema_name = 'main'",
  );
  return new Set(made.getRows().map(([name]) => String(name)));
}

async function datesOf(connection: DuckDBConnection): Promise<ViewDates> {
  const dates = await connection.runAndReadAll(datesSql());
  return viewDates(dates.getRowsJS().map((row) => lakeDateOf(row as Cell[])));
}

function insertion(table: string, rows: readonly LakeRow[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const values = rows.map((row) => `(${names.map((name) => sqlOf(row[name] ?? null)).join(', ')})`);
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES\n${values.join(',\n')}`;
}

function sqlOf(cell: LakeRow[string]): string {
  if (cell instanceof Date) return `TIMESTAMP '${cell.toISOString().slice(0, 23).replace('T', ' ')}'`;
  if (Array.isArray(cell)) return `[${cell.map((item) => literal(String(item))).join(', ')}]::VARCHAR[]`;
  if (typeof cell !== 'object' || cell === null) return literal(cell as Cell);
  const entries = Object.entries(cell).map(([key, value]) => `${literal(key)}: ${literal(value)}`);
  return `MAP {${entries.join(', ')}}`;
}

async function answer(connection: DuckDBConnection, bound: Bound): Promise<QueryResult> {
  const found = await connection.runAndReadAll(await withVariables(connection, bound));
  const types = found.columnTypes();
  const columns = found.columnNames().map((name, at) => ({ name, type: String(types[at]).toLowerCase() as 'varchar' }));
  const rows = found.getRowsJS().map((row) => row.map(cellOf));
  async function* pages() {
    yield rows;
  }
  return { columns, pages: pages() };
}

function cellOf(value: unknown): Cell {
  return value instanceof Date ? value.toISOString().slice(0, 23).replace('T', ' ') : (value as Cell);
}
