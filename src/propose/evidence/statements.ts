/** The statements of `queries/propose`, bound and read as rows. */
import type { Cell, QueryEngine, QueryOptions } from '../../query/engine.js';
import { bind } from '../../query/question/bind.js';
import type { Parameter } from '../../query/question/questions.js';
import { asList } from '../../query/question/values.js';
import { readSqlFiles } from '../../query/sql-files.js';

export type Row = Readonly<Record<string, Cell>>;

/** Values by parameter: a list takes several; one that is not given takes its line out of the statement. */
export type StatementValues = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Every parameter of the folder. */
const PARAMETERS: readonly Parameter[] = [
  { name: 'snapshot_date', type: 'snapshot' as const, list: false },
  { name: 'dates', type: 'string' as const, list: true },
  { name: 'account_id', type: 'account' as const, list: true },
  { name: 'excepted', type: 'string' as const, list: true },
  { name: 'days', type: 'integer' as const, list: false },
  { name: 'since', type: 'string' as const, list: false },
].map((parameter) => ({ ...parameter, choices: [], required: false, default: null, meaning: '' }));

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
  const whole = sql.replace('/* holdings */', () => (texts.get('holdings') as string).trim());
  const given = Object.entries(values).map(([key, value]) => [key, typeof value === 'object' ? asList(value) : value]);
  const asked = { name, question: '', grain: '', limits: '', claims: [], parameters: PARAMETERS, sql: whole };
  const { sql: text, parameters } = bind(asked, Object.fromEntries(given.filter(([, value]) => isGiven(value))));
  const { columns, pages } = await engine.query(text, parameters, options);
  for await (const page of pages) {
    for (const cells of page) yield Object.fromEntries(columns.map((column, at) => [column.name, cells[at] ?? null]));
  }
}

/** An empty list is none: `NOT IN ()` is no SQL. */
function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
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
  return (textOrNull(row, column) ?? '').split(', ').filter((item) => item !== '');
}
