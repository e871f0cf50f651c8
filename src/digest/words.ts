/** Cells of a finding in words. */
import type { PlainRow } from '../derive/plain-row.js';

type PlainCell = PlainRow[string] | undefined;

/** Null: empty. */
export function textIn(cell: PlainCell): string {
  return cell === null || cell === undefined ? '' : String(cell);
}

/** The day of a timestamp. */
export function dayIn(cell: PlainCell): string {
  return textIn(cell).slice(0, 10);
}

/** 1 action, 2,000 actions */
export function countedOf(cell: PlainCell, noun: string): string {
  const number = Number(cell ?? 0);
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
