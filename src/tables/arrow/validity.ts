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

/** As {@link validityOf}, a byte of eight rows at a time: these columns have a million. */
export function validityOfCodes(codes: Int32Array): Validity {
  const rows = codes.length;
  const bits = new Uint8Array((rows + 7) >> 3);
  let valid = 0;
  for (let byte = 0; byte < bits.length; byte++) {
    let eight = 0;
    const end = Math.min(rows, 8 * byte + 8);
    for (let row = 8 * byte; row < end; row++) {
      const isValid = ~(codes[row] as number) >>> 31;
      eight |= isValid << (row & 7);
      valid += isValid;
    }
    bits[byte] = eight;
  }
  return validity(rows, valid, bits);
}

/** As {@link validityOf}, a byte of eight rows at a time. */
export function validityOfNumbers(numbers: Float64Array): Validity {
  const rows = numbers.length;
  const bits = new Uint8Array((rows + 7) >> 3);
  let valid = 0;
  for (let byte = 0; byte < bits.length; byte++) {
    let eight = 0;
    const end = Math.min(rows, 8 * byte + 8);
    for (let row = 8 * byte; row < end; row++) {
      const number = numbers[row] as number;
      if (Number.isNaN(number)) continue;
      eight |= 1 << (row & 7);
      valid++;
    }
    bits[byte] = eight;
  }
  return validity(rows, valid, bits);
}

function validity(rows: number, valid: number, nullBitmap: Uint8Array): Validity {
  return valid === rows ? { nullCount: 0 } : { nullCount: rows - valid, nullBitmap };
}
