import type { Columns } from '../../model/columns.js';
import { ColumnsMerger } from './merge.js';

/**
 * The rows of the chunks, one after another, with one dictionary a column. All chunks have the same
 * columns, of the same kinds; chunks without rows are passed over. No chunks: no rows and no columns.
 */
export function concat(chunks: readonly Columns[]): Columns {
  const [first] = chunks;
  if (first === undefined) return { rows: 0, columns: {} };
  const filled = chunks.filter((chunk) => chunk.rows > 0);
  if (filled.length === 0) return first;
  const merger = new ColumnsMerger(filled.reduce((sum, { rows }) => sum + rows, 0));
  for (const chunk of filled) merger.append(chunk);
  return merger.done();
}
