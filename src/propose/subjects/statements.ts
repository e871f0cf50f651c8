/** The statements of `queries/propose`, bound and read as rows. */
import type { Cell, QueryEngine, QueryOptions, QueryResult } from '../../query/engine/engine.js';
import { bindCells } from '../../query/question/bind.js';
import { questionOf } from '../../query/question/questions.js';
import { readSqlFiles } from '../../query/sql/sql-files.js';

export type Row = Readonly<Record<string, Cell>>;

/** Values by parameter: a list takes several; one that is not given takes its line out of the statement. */
export type StatementValues = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** The rows of a statement, by column; `holdings` stands at its head where it says so. */
export async function* rowsOf(
  engine: QueryEngine,
  name: string,
  values: StatementValues,
  options: QueryOptions = {},
): AsyncGenerator<Row> {
  const texts = new Map(readSqlFiles('propose/').map((file) => [file.name, file.text]));
  const sql = texts.get(name);
  if (sql === undefined) throw new Error(`No queries/propose/${name}.sql`);
  const text = sql.replace('/* holdings */', () => (texts.get('holdings') as string).trim());
  const whole = text.startsWith('-- question:') ? questionOf(name, text) : { sql: text };
  const cells = new Map(Object.entries(values).map(([key, value]) => [key, [value ?? []].flat()] as const));
  const given = new Map([...cells].filter(([, list]) => list.length > 0)); // an empty list is none: `NOT IN ()` is no SQL
  const bound = bindCells(whole, given);
  yield* answersOf(await engine.query(bound.sql, bound.parameters, options));
}

/** The rows of an answer, by column. */
export async function* answersOf({ columns, pages }: QueryResult): AsyncGenerator<Row> {
  const names = columns.map((column) => column.name);
  for await (const page of pages) for (const cells of page) yield rowOf(names, cells);
}

function rowOf(names: readonly string[], cells: readonly Cell[]): Row {
  const row: Record<string, Cell> = {};
  names.forEach((name, at) => {
    row[name] = cells[at] ?? null;
  });
  return row;
}

/** All rows at once. */
export async function allRows(...given: Parameters<typeof rowsOf>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of rowsOf(...given)) rows.push(row);
  return rows;
}

export function text(row: Row, column: string): string {
  return String(row[column]);
}

export function textOrNull(row: Row, column: string): string | null {
  const cell = row[column];
  return cell === null || cell === undefined ? null : String(cell);
}

export function numberOrNull(row: Row, column: string): number | null {
  const cell = row[column];
  return cell === null || cell === undefined ? null : Number(cell);
}

/** A list of the views: texts joined by a comma and a space, which no name of IAM holds. */
export function listed(row: Row, column: string): string[] {
  const items = (textOrNull(row, column) ?? '').split(', ');
  return items.includes('') ? items.filter((item) => item !== '') : items; // a filtered array holds room for 16 more
}
