/** An answer in the order that `--sort` asks for. */
import { UserError, usageError } from '../../model/errors.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import type { Bound } from '../../query/question/bind.js';
import { nearest } from '../../tools/nearest.js';
import type { Sort } from './options.js';

interface Ordered {
  /** At most so many rows, of the order asked for. */
  readonly limit: number | undefined;
  /** The column by which the row of what was not measured is known: it comes first, beyond the limit. */
  readonly gapKey: string | undefined;
}

/** In the SQL of both engines. */
export function sorted({ sql, parameters }: Bound, sort: Sort, { limit, gapKey }: Ordered): Bound {
  const before = gapKey === undefined ? '' : `CASE WHEN "${gapKey}" IS NULL THEN 0 ELSE 1 END, `;
  const order = `ORDER BY ${before}"${sort.column}"${sort.isDescending ? ' DESC NULLS LAST' : ''}`;
  const rows = limit === undefined ? '' : `\nLIMIT ${limit + (gapKey === undefined ? 0 : 1)}`;
  return { sql: `${answerOf(sql)}\n${order}${rows}`, parameters };
}

/** The rows of a statement, of which more can be asked. */
function answerOf(sql: string): string {
  return `SELECT * FROM (\n${sql.replace(/[\s;]+$/, '')}\n) AS answer`;
}

/** A statement without an order, the one that was asked for, and of a question the words that ask it. */
interface Unsorted extends Bound {
  readonly sort: Sort | undefined;
  readonly asked: string | undefined;
}

/** Of a failed statement: a usageError with the columns where there is none to sort by, else the error itself. */
export async function sortError(
  error: unknown,
  engine: QueryEngine,
  { sql, parameters, sort, asked }: Unsorted,
  options: QueryOptions,
): Promise<unknown> {
  if (sort === undefined || !(error instanceof UserError) || !error.message.includes(sort.column)) return error;
  const columns = await columnsOf(engine, { sql, parameters }, options);
  if (columns === undefined || columns.some((name) => name.toLowerCase() === sort.column.toLowerCase())) return error;
  const near = nearest(sort.column, columns);
  return usageError(
    `Cannot use --sort "${sort.column}"${asked === undefined ? '' : ` for ${asked}`}: the answer has no such column.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Its columns: ${columns.join(', ')}.`,
  );
}

/** Undefined where the statement itself is what fails. */
async function columnsOf(
  engine: QueryEngine,
  { sql, parameters }: Bound,
  options: QueryOptions,
): Promise<string[] | undefined> {
  try {
    const { columns, pages } = await engine.query(`${answerOf(sql)}\nLIMIT 0`, parameters, options);
    for await (const _page of pages); // ends the statement
    return columns.map(({ name }) => name);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
