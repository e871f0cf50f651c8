/** What a person needs not see of an answer: columns without a value, and the hour of a time. */
import type { Cell, ResultColumn } from '../engine.js';
import type { Rows } from './writer.js';

export interface Shown {
  readonly columns: readonly ResultColumn[];
  readonly shownOf: (row: readonly Cell[]) => readonly Cell[];
}

/** `isAll`: the rows are the whole answer; else no column is known to be without a value. */
export function briefly(
  columns: readonly ResultColumn[],
  rows: Rows,
  { brief, isAll }: { brief: boolean; isAll: boolean },
): Shown {
  if (!brief) return { columns, shownOf: (row) => row };
  const hasValue = (at: number): boolean => rows.some((row) => (row[at] ?? null) !== null);
  const places = [...columns.keys()].filter((at) => !isAll || rows.length === 0 || hasValue(at));
  return {
    columns: places.map((at) => columns[at] as ResultColumn).map(dated),
    shownOf: (row) => places.map((at) => dateOf(row[at] ?? null, columns[at]?.type)),
  };
}

function dated(column: ResultColumn): ResultColumn {
  return column.type === 'timestamp' ? { ...column, type: 'date' } : column;
}

function dateOf(cell: Cell, type: ResultColumn['type'] | undefined): Cell {
  return type === 'timestamp' && cell !== null ? String(cell).slice(0, 'yyyy-MM-dd'.length) : cell;
}
