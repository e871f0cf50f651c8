/** What a person sees of an answer: its first columns first, none without a value, and of a time no hour. */
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
  { brief, isAll, first }: { brief: boolean; isAll: boolean; first: readonly string[] },
): Shown {
  if (!brief) return { columns, shownOf: (row) => row };
  const hasValue = (at: number): boolean => rows.some((row) => (row[at] ?? null) !== null);
  const places = inOrder(columns, first).filter((at) => !isAll || rows.length === 0 || hasValue(at));
  return {
    columns: places.map((at) => columns[at] as ResultColumn).map(dated),
    shownOf: (row) => places.map((at) => dateOf(row[at] ?? null, columns[at]?.type)),
  };
}

function inOrder(columns: readonly ResultColumn[], first: readonly string[]): number[] {
  const chosen = first.map((name) => columns.findIndex((column) => column.name === name)).filter((at) => at >= 0);
  return [...chosen, ...[...columns.keys()].filter((at) => !chosen.includes(at))];
}

function dated(column: ResultColumn): ResultColumn {
  return column.type === 'timestamp' ? { ...column, type: 'date' } : column;
}

function dateOf(cell: Cell, type: ResultColumn['type'] | undefined): Cell {
  return type === 'timestamp' && cell !== null ? String(cell).slice(0, 'yyyy-MM-dd'.length) : cell;
}
