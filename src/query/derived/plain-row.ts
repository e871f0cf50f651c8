/** A row of an answer as one of a table: whole numbers as JavaScript has them. */
import type { Cell, ResultColumn } from '../engine/engine.js';

export type PlainRow = Readonly<Record<string, Exclude<Cell, bigint>>>;

export function plainRow(columns: readonly ResultColumn[], cells: readonly Cell[]): PlainRow {
  return Object.fromEntries(columns.map(({ name }, at) => [name, plain(cells[at] ?? null)]));
}

function plain(cell: Cell): Exclude<Cell, bigint> {
  return typeof cell === 'bigint' ? Number(cell) : cell;
}
