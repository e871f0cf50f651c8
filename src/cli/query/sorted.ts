/** A statement whose answer comes in another order. */
import type { Bound } from '../../query/question/bind.js';
import type { Sort } from './options.js';

/** In the SQL of both engines; `limit`: at most so many rows, of the order asked for. */
export function sorted({ sql, parameters }: Bound, sort: Sort, limit: number | undefined): Bound {
  const order = `ORDER BY "${sort.column}"${sort.isDescending ? ' DESC NULLS LAST' : ''}`;
  const rows = limit === undefined ? '' : `\nLIMIT ${limit}`;
  return { sql: `SELECT * FROM (\n${sql.replace(/[\s;]+$/, '')}\n) AS answer\n${order}${rows}`, parameters };
}
