/** An answer as lines of text that DuckDB itself makes, in the bytes of ../format/csv.ts and ../format/json.ts. */
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { jsonForTerminal } from '../../model/escape.js';
import type { AnswerLines, LineFormat, QueryOptions } from '../engine/engine.js';
import { csvLine } from '../format/csv.js';
import { type Bound, literal } from '../question/bind.js';
import { failed } from './failure.js';
import { oneSelect, stoppable } from './statement.js';

/**
 * Writes `path` as CSV, which the fence must allow; how many rows. Undefined, and nothing is written, where a column is
 * of a type that DuckDB and JavaScript write in different ways. A failure may leave a part of the file.
 */
export async function copyCsv(
  connection: DuckDBConnection,
  bound: Bound,
  path: string,
  { signal }: QueryOptions,
): Promise<number | undefined> {
  const done = stoppable(connection, signal);
  try {
    if (signal?.aborted) throw signal.reason;
    const sql = await oneSelect(connection, bound);
    const columns = await columnsOf(connection, sql, 'csv');
    if (columns === undefined) return undefined;
    const copied = await connection.runAndReadAll(copySql(sql, columns, path));
    return Number(copied.getRows()[0]?.[0]);
  } catch (error) {
    throw failed(error, signal);
  } finally {
    done();
  }
}

/** The lines of the rows; undefined as of {@link copyCsv}. Closes the connection when they are read, given up, or failed. */
export async function readLines(
  connection: DuckDBConnection,
  bound: Bound,
  format: LineFormat,
  { signal }: QueryOptions,
): Promise<AnswerLines | undefined> {
  const done = stoppable(connection, signal);
  try {
    if (signal?.aborted) throw signal.reason;
    const sql = await oneSelect(connection, bound);
    const columns = await columnsOf(connection, sql, format);
    if (columns === undefined) {
      done();
      return undefined;
    }
    const line = format === 'csv' ? csvRow(columns) : jsonRow(columns);
    const result = await connection.stream(`SELECT ${line}\n${rowsOf(sql, columns, format)}`);
    const pages = pagesOf(result, format === 'csv' ? (text) => text : asJson, done, signal);
    return { names: columns.map(({ name }) => name), pages };
  } catch (error) {
    done();
    throw failed(error, signal);
  }
}

interface Column {
  readonly name: string;
  /** SQL of the cell as the format has it, where `#` is the column; of text, {@link ESCAPED}. */
  readonly text: string;
}

async function columnsOf(connection: DuckDBConnection, sql: string, format: LineFormat): Promise<Column[] | undefined> {
  const described = await connection.runAndReadAll(`DESCRIBE ${sql}`).catch(async () => {
    await connection.prepare(sql); // fails alike, and shows the statement without DESCRIBE
    return undefined; // it is a DESCRIBE, SUMMARIZE or SHOW, which cannot be described
  });
  if (described === undefined) return undefined;
  const columns = described
    .getRows()
    .map(([name, type]) => ({ name: String(name), text: TEXTS[format].get(String(type)) }));
  if (isAmbiguous(columns) || columns.some(({ text }) => text === undefined)) return undefined;
  return columns as Column[];
}

/** Names that come twice are told apart by the binding for Node; objects of JavaScript have whole numbers first. */
function isAmbiguous(columns: readonly { readonly name: string }[]): boolean {
  return (
    new Set(columns.map(({ name }) => name)).size < columns.length || columns.some(({ name }) => /^\d+$/.test(name))
  );
}

/** What a spreadsheet may run, and what needs quotes, as in ../format/csv.ts: its spaces are those of JavaScript. */
const SPACE =
  '[\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]';
const FORMULA = `^(${SPACE}*[=+\\-@\\x{ff1d}\\x{ff0b}\\x{ff0d}\\x{ff20}]|[\\t\\r\\n])`;
const TO_QUOTE = '^$|[",;\\t\\r\\n]';

const SAFE = `CASE WHEN regexp_matches(t, '${FORMULA}') THEN '''' || t ELSE t END`;
const QUOTED = `CASE WHEN regexp_matches(${SAFE}, '${TO_QUOTE}')
  THEN '"' || replace(${SAFE}, '"', '""') || '"' ELSE ${SAFE} END`;
const AS_IT_IS = 'CAST(# AS VARCHAR)';
const NUMBERS = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];

/** The texts of a row are escaped as one list: to plan these expressions anew takes DuckDB a millisecond a column. */
const ESCAPED = 'escaped[#]';
const ESCAPES: Readonly<Record<LineFormat, string>> = {
  csv: `CASE WHEN regexp_matches(t, '${FORMULA}|${TO_QUOTE}') THEN ${QUOTED} ELSE t END`,
  json: 'CAST(to_json(t) AS VARCHAR)',
};

/** By the type's name in DuckDB. */
const TEXTS: Readonly<Record<LineFormat, ReadonlyMap<string, string>>> = {
  csv: new Map([
    ...[...NUMBERS, 'BOOLEAN', 'DATE'].map((type) => [type, AS_IT_IS] as const),
    ['TIMESTAMP', "strftime(#, '%Y-%m-%d %H:%M:%S.%g')"],
    ['VARCHAR', ESCAPED],
  ]),
  json: new Map([
    ...[...NUMBERS, 'BOOLEAN'].map((type) => [type, AS_IT_IS] as const),
    ['DATE', `'"' || ${AS_IT_IS} || '"'`],
    ['TIMESTAMP', `strftime(#, '"%Y-%m-%dT%H:%M:%S.%gZ"')`],
    ['VARCHAR', ESCAPED],
  ]),
};

function csvRow(columns: readonly Column[]): string {
  return cellsOf(columns, '').join(" || ',' || ");
}

function jsonRow(columns: readonly Column[]): string {
  const cells = cellsOf(columns, 'null');
  const fields = columns.map(({ name }, at) => {
    const key = literal(`${at === 0 ? '{' : ','}${jsonForTerminal(name)}:`);
    return `${key} || ${cells[at]}`;
  });
  return `${fields.join(' || ')} || '}'`;
}

/** SQL of the cells over {@link rowsOf}; `none` stands for a null. */
function cellsOf(columns: readonly Column[], none: string): string[] {
  const texts = textsIn(columns);
  return columns.map(({ text }, at) => {
    const cell = text === ESCAPED ? `${texts.indexOf(at) + 1}` : `c${at}`;
    return `coalesce(${text.replaceAll('#', cell)}, '${none}')`;
  });
}

/** Which of the columns are text. */
function textsIn(columns: readonly Column[]): number[] {
  return columns.flatMap(({ text }, at) => (text === ESCAPED ? [at] : []));
}

/** What a terminal must not see is escaped, as are numbers that JavaScript does not hold. */
function asJson(line: string): string {
  return /[^ -~]|\\|\d{16}/.test(line) ? jsonForTerminal(JSON.parse(line)) : line;
}

/** The answer with columns c0, c1, and so on, and the list of its escaped texts. */
function rowsOf(sql: string, columns: readonly Column[], format: LineFormat): string {
  const answer = `answer(${columns.map((_, at) => `c${at}`).join(', ')})`;
  const rows = `FROM (\n${sql.replace(/[\s;]+$/, '')}\n) AS ${answer}`;
  const texts = textsIn(columns).map((at) => `c${at}`);
  if (texts.length === 0) return rows;
  return `FROM (SELECT *, list_transform([${texts.join(', ')}], lambda t: ${ESCAPES[format]}) AS escaped\n${rows})`;
}

/** One column, the line, whose name is the first line; DuckDB itself quotes nothing. Lines end with CR LF. */
function copySql(sql: string, columns: readonly Column[], path: string): string {
  const head = csvLine(columns.map(({ name }) => name)).slice(0, -1);
  const lines = `SELECT ${csvRow(columns)} || chr(13) AS "${head.replaceAll('"', '""')}"`;
  return `COPY (${lines}\n${rowsOf(sql, columns, 'csv')}) TO ${literal(path)} (FORMAT csv, HEADER true, QUOTE '', ESCAPE '', DELIMITER '', USE_TMP_FILE false)`;
}

async function* pagesOf(
  result: DuckDBResult,
  written: (line: string) => string,
  done: () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly string[]> {
  try {
    for await (const chunk of result) {
      const vector = chunk.getColumnVector(0);
      yield Array.from({ length: chunk.rowCount }, (_, row) => written(vector.getItem(row) as string));
    }
  } catch (error) {
    throw failed(error, signal);
  } finally {
    done();
  }
}
