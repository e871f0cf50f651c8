/** Cells of a finding in words. */

import { counted } from '../model/numbers.js';
import type { PlainRow } from '../query/derived/plain-row.js';

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
  return counted(Number(cell ?? 0), noun);
}
