/** An answer written to a file as CSV by DuckDB itself, in the bytes of ../format/csv.ts. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Cell, QueryOptions } from '../engine.js';
import { csvLine } from '../format/csv.js';
import { literal } from '../question/bind.js';
import { failed } from './failure.js';
import { refuseOtherThanSelect, stoppable, typesOf } from './statement.js';

/**
 * Writes `path`, which the fence must allow; how many rows. Undefined, and nothing is written, where a column is of a
 * type that DuckDB and JavaScript write in different ways. A failure may leave a part of the file.
 */
export async function copyCsv(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly Cell[],
  path: string,
  { signal }: QueryOptions,
): Promise<number | undefined> {
  const done = stoppable(connection, signal);
  const rowsOf = async (statement: string) =>
    (await connection.runAndReadAll(statement, [...parameters], typesOf(parameters))).getRows();
  try {
    if (signal?.aborted) throw signal.reason;
    await refuseOtherThanSelect(connection, sql);
    const described = await rowsOf(`DESCRIBE ${sql}`);
    const columns = described.map(([name, type]) => ({ name: String(name), text: TEXTS.get(String(type)) }));
    if (columns.some(({ text }) => text === undefined) || isAmbiguous(columns)) return undefined;
    return Number((await rowsOf(copySql(sql, columns as Column[], path)))[0]?.[0]);
  } catch (error) {
    throw failed(error, signal);
  } finally {
    done();
  }
}

interface Column {
  readonly name: string;
  /** SQL of the cell as CSV has it; `#` stands for the column. */
  readonly text: string;
}

/** Names that come twice are told apart by the binding for Node. */
function isAmbiguous(columns: readonly { readonly name: string }[]): boolean {
  return new Set(columns.map(({ name }) => name)).size < columns.length;
}

/** What a spreadsheet may run, and what needs quotes, as in ../format/csv.ts: its spaces are those of JavaScript. */
const SPACE =
  '[\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]';
const FORMULA = `^(${SPACE}*[=+\\-@\\x{ff1d}\\x{ff0b}\\x{ff0d}\\x{ff20}]|[\\t\\r\\n])`;
const TO_QUOTE = '^$|[",;\\t\\r\\n]';

const SAFE = `CASE WHEN regexp_matches(#, '${FORMULA}') THEN '''' || # ELSE # END`;
const QUOTED = `CASE WHEN regexp_matches(${SAFE}, '${TO_QUOTE}')
  THEN '"' || replace(${SAFE}, '"', '""') || '"' ELSE ${SAFE} END`;
const AS_IT_IS = 'CAST(# AS VARCHAR)';

/** By the type's name in DuckDB. */
const TEXTS = new Map<string, string>([
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'DATE'].map(
    (type) => [type, AS_IT_IS] as const,
  ),
  ['TIMESTAMP', "strftime(#, '%Y-%m-%d %H:%M:%S.%g')"],
  ['VARCHAR', QUOTED],
]);

/** One column, the line, whose name is the first line; DuckDB itself quotes nothing. Lines end with CR LF. */
function copySql(sql: string, columns: readonly Column[], path: string): string {
  const fields = columns.map(({ text }, at) => `coalesce(${text.replaceAll('#', `c${at}`)}, '')`);
  const head = csvLine(columns.map(({ name }) => name)).slice(0, -1);
  const lines = `SELECT ${fields.join(" || ',' || ")} || chr(13) AS "${head.replaceAll('"', '""')}"`;
  const answer = `answer(${columns.map((_, at) => `c${at}`).join(', ')})`;
  const from = `FROM (\n${sql.replace(/[\s;]+$/, '')}\n) AS ${answer}`;
  return `COPY (${lines}\n${from}) TO ${literal(path)} (FORMAT csv, HEADER true, QUOTE '', ESCAPE '', DELIMITER '', USE_TMP_FILE false)`;
}
