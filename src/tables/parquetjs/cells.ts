/** Cells as parquetjs-lite takes them. */
import type { Column } from '../../model/columns.js';
import type { ColumnType, Value } from '../../model/schema.js';

export type Cell = null | Text | number | boolean | Date | { list: object[] } | { key_value: object[] };

/**
 * A text that parquetjs-lite compares as Parquet's statistics are ordered, by its bytes in UTF-8, where
 * a string would be compared by UTF-16 code units. One object an entry of a dictionary: it counts
 * distinct values by identity.
 */
class Text {
  private readonly bytes: Buffer;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }

  /** What Buffer.from makes of it. */
  valueOf(): Buffer {
    return this.bytes;
  }

  /** What `<` and `>` make of it. */
  [Symbol.toPrimitive](): string {
    return this.bytes.toString('latin1');
  }
}

/** The cell of each row. Times are Dates, for parquetjs-lite takes numbers from 1970 on only. */
export function cellsOf(type: ColumnType, column: Column): (row: number) => Cell {
  switch (column.kind) {
    case 'codes': {
      const texts = column.dictionary.map((text) => new Text(text));
      return (row) => texts[column.codes[row] as number] ?? null;
    }
    case 'numbers':
      return numbersOf(type, column.numbers);
    case 'values':
      return (row) => valueCell(column.values[row] ?? null);
  }
}

function numbersOf(type: ColumnType, numbers: Float64Array): (row: number) => Cell {
  const cellOf = {
    timestamp: (number: number) => new Date(number),
    boolean: (number: number) => number === 1,
    other: (number: number) => number,
  }[type === 'timestamp' || type === 'boolean' ? type : 'other'];
  return (row) => (Number.isNaN(numbers[row]) ? null : cellOf(numbers[row] as number));
}

function valueCell(value: Value | null): Cell {
  if (value === null) return null;
  if (typeof value === 'string') return new Text(value);
  if (Array.isArray(value)) return { list: value.map((element) => ({ element: new Text(element) })) };
  const entries = Object.entries(value as Record<string, string>);
  return { key_value: entries.map(([key, text]) => ({ key: new Text(key), value: new Text(text) })) };
}
