/** Which rows of a column hold a value, as Arrow says it: a bit a row, the lowest bit first. */
export interface Validity {
  readonly nullCount: number;
  /** Absent where no row is null. */
  readonly nullBitmap?: Uint8Array;
}

export function validityOf(rows: number, isNull: (row: number) => boolean): Validity {
  const nullBitmap = new Uint8Array((rows + 7) >> 3);
  let nullCount = 0;
  for (let row = 0; row < rows; row++) {
    if (isNull(row)) nullCount++;
    else nullBitmap[row >> 3] = (nullBitmap[row >> 3] as number) | (1 << (row & 7));
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}
