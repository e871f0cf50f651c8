/** One SELECT, run on a connection of its own. */
import type { DuckDBConnection, DuckDBResult, DuckDBType } from '@duckdb/node-api';
import type { Cell, QueryOptions, QueryResult, ResultColumn } from '../engine/engine.js';
import { type Bound, filled } from '../question/bind.js';
import { refusedSql } from '../sql/one-select.js';
import { cellsOf, sqlTypeOf } from './cells.js';
import { duckdb } from './client.js';
import { failed } from './failure.js';
import { withListsFolded } from './long-lists.js';

const AGAIN_MS = 100;

/** Closes the connection when the answer is read, given up, or failed. */
export async function runSelect(
  connection: DuckDBConnection,
  bound: Bound,
  { signal }: QueryOptions,
): Promise<QueryResult> {
  const done = stoppable(connection, signal);
  try {
    if (signal?.aborted) throw signal.reason;
    const result = await connection.stream(await oneSelect(connection, bound));
    const columns = columnsOfResult(result);
    return { columns, pages: pagesOf(result, columns, done, signal) };
  } catch (error) {
    done();
    throw failed(error, signal);
  }
}

/** Interrupts the connection when the signal says so; what it returns ends that, and the connection. */
export function stoppable(connection: DuckDBConnection, signal: AbortSignal | undefined): () => void {
  let again: NodeJS.Timeout | undefined;
  const stop = (): void => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), AGAIN_MS); // one that comes before the statement runs is lost
  };
  signal?.addEventListener('abort', stop, { once: true });
  return () => {
    clearInterval(again);
    signal?.removeEventListener('abort', stop);
    connection.closeSync();
  };
}

interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly statements?: readonly unknown[];
}

/** The statement with its values set on the connection; a usageError where it is not one SELECT. */
export async function oneSelect(connection: DuckDBConnection, bound: Bound): Promise<string> {
  await refuseOtherThanSelect(connection, withListsFolded(bound).sql);
  return withVariables(connection, bound);
}

/** Functions that change the database, its log or its settings within a SELECT, or run what was not parsed here. */
const REFUSED_FUNCTIONS = new Set([
  'enable_logging',
  'disable_logging',
  'write_log',
  'truncate_duckdb_logs',
  'enable_profiling',
  'disable_profiling',
  'enable_peg_parser',
  'disable_peg_parser',
  'checkpoint',
  'force_checkpoint',
  'query',
  'json_execute_serialized_sql',
  'from_substrait',
  'from_substrait_json',
]);

/** As JSON has it: within a text, whatever it says, the quotes of such a pair are escaped. */
const FUNCTION_NAME = /"function_name":\s*"([^"]*)"/g;

/** Texts that passed, the newest last: a report asks many statements of the same parts, and what parses once always does. */
const passed = new Set<string>();
const MOST_PASSED = 400;

/**
 * Passes what the parser of DuckDB itself takes for one SELECT (FROM, WITH, VALUES, DESCRIBE and SUMMARIZE are such) and
 * that calls none of {@link REFUSED_FUNCTIONS}. Fails with a usageError, and for what cannot be parsed with the parser's
 * own message, which shows the place.
 */
async function refuseOtherThanSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  if (passed.has(sql)) return;
  const answer = await connection.runAndReadAll('SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)', [
    sql,
  ]);
  const tree = String(answer.getRows()[0]?.[0]);
  const { error, error_type, statements = [] } = JSON.parse(tree) as Parsed;
  if (error && error_type === 'parser') await connection.extractStatements(sql);
  if (error) throw refusedSql('it is another statement than a SELECT');
  if (statements.length !== 1) throw refusedSql(`it holds ${statements.length} statements`);
  const called = [...tree.matchAll(FUNCTION_NAME)].map(([, name = '']) => name.toLowerCase());
  const refused = called.find((name) => REFUSED_FUNCTIONS.has(name));
  if (refused !== undefined) throw refusedSql(`it calls ${refused}, which does more than read`);
  passed.add(sql);
  if (passed.size > MOST_PASSED) passed.delete(passed.values().next().value as string);
}

/**
 * Sets the values as variables of the connection and returns the statement without parameters; no other statement may run
 * on the connection in between. A statement with parameters is planned by DuckDB once without the values, and again with
 * them. Costs some 0.3 ms a value, but a long list of texts is one.
 */
export async function withVariables(connection: DuckDBConnection, statement: Bound): Promise<string> {
  const { lists, ...bound } = withListsFolded(statement);
  for (const [name, texts] of lists) {
    const value = duckdb.listValue([...texts]);
    await connection.run(`SET VARIABLE ${name} = ?`, [value], [duckdb.LIST(duckdb.VARCHAR)]);
  }
  const names = new Map<Cell, string>();
  for (const cell of new Set(bound.parameters)) {
    if (cell === null) continue;
    const name = `value_${names.size}`;
    await connection.run(`SET VARIABLE ${name} = ?`, [cell], [typeOf(cell)]);
    names.set(cell, name);
  }
  return filled(bound, (cell) => (cell === null ? 'CAST(NULL AS varchar)' : `getvariable('${names.get(cell)}')`));
}

/** Whole numbers are integers, as they are written in SQL; JavaScript's own would be doubles. */
function typeOf(cell: Cell): DuckDBType {
  if (typeof cell === 'number') return Number.isInteger(cell) ? duckdb.INTEGER : duckdb.DOUBLE;
  if (typeof cell === 'bigint') return duckdb.BIGINT;
  return typeof cell === 'boolean' ? duckdb.BOOLEAN : duckdb.VARCHAR;
}

function columnsOfResult(result: DuckDBResult): ResultColumn[] {
  const types = result.columnTypes();
  return result.deduplicatedColumnNames().map((name, at) => {
    const type = types[at];
    if (!type) throw new Error(`Column "${name}" has no type`);
    return { name, type: sqlTypeOf(type) };
  });
}

async function* pagesOf(
  result: DuckDBResult,
  columns: readonly ResultColumn[],
  done: () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  try {
    for await (const chunk of result) {
      const cells = columns.map(({ type }, at) => cellsOf(chunk.getColumnVector(at), type));
      const rows: Cell[][] = [];
      for (let row = 0; row < chunk.rowCount; row++) rows.push(cells.map((column) => column[row] as Cell));
      yield rows;
    }
  } catch (error) {
    throw failed(error, signal);
  } finally {
    done();
  }
}
