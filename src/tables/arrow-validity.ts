/** Which rows of a column hold a value, as Arrow says it: a bit a row, the lowest bit first. */
export interface Validity {
  readonly nullCount: number;
  /** Absent where no row is null. */
  readonly nullBitmap?: Uint8Array;
}

export function validityOf(rows: number, isNull: (row: number) => boolean): Validity {
  const bits = new Uint8Array((rows + 7) >> 3);
  let valid = 0;
  for (let row = 0; row < rows; row++) {
    if (isNull(row)) continue;
    bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
    valid++;
  }
  return validity(rows, valid, bits);
}

/** As {@link validityOf}, without a call a row: these columns have a million. */
export function validityOfCodes(codes: Int32Array): Validity {
  const bits = new Uint8Array((codes.length + 7) >> 3);
  let valid = 0;
  for (let row = 0; row < codes.length; row++) {
    const bit = (codes[row] as number) < 0 ? 0 : 1;
    bits[row >> 3] = (bits[row >> 3] as number) | (bit << (row & 7));
    valid += bit;
  }
  return validity(codes.length, valid, bits);
}

/** As {@link validityOf}, without a call a row. */
export function validityOfNumbers(numbers: Float64Array): Validity {
  const bits = new Uint8Array((numbers.length + 7) >> 3);
  let valid = 0;
  for (let row = 0; row < numbers.length; row++) {
    const bit = Number.isNaN(numbers[row]) ? 0 : 1;
    bits[row >> 3] = (bits[row >> 3] as number) | (bit << (row & 7));
    valid += bit;
  }
  return validity(numbers.length, valid, bits);
}

function validity(rows: number, valid: number, nullBitmap: Uint8Array): Validity {
  return valid === rows ? { nullCount: 0 } : { nullCount: rows - valid, nullBitmap };
}
