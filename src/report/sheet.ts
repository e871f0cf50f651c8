/** Answers gathered into compact columns, page by page. */
import { timeOf } from '../model/days.js';
import type { Cell, QueryResult, ResultColumn, SqlType } from '../query/engine/engine.js';
import type { Sheet, SheetColumn } from './payload.js';

/** Gathers the columns named (all, if none are); `keep` may refuse a row. */
export async function gather(
  { columns, pages }: QueryResult,
  { only, keep = () => true }: { only?: readonly string[]; keep?: (row: readonly Cell[]) => boolean } = {},
): Promise<Sheet> {
  const chosen = columns
    .map(({ name, type }, at) => ({ name, at, build: builderOf(type) }))
    .filter(({ name }) => only === undefined || only.includes(name));
  let rows = 0;
  for await (const page of pages) {
    for (const row of page) {
      if (!keep(row)) continue;
      rows += 1;
      for (const { at, build } of chosen) build.add(row[at] ?? null);
    }
  }
  return { rows, columns: Object.fromEntries(chosen.map(({ name, build }) => [name, build.end()])) };
}

/** Rows made by hand. Columns are `name` or `name:type`; varchar, where none is given. */
export function sheetOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): Promise<Sheet> {
  const declared = columns.map((column): ResultColumn => {
    const [name = '', type = 'varchar'] = column.split(':');
    return { name, type: type as SqlType };
  });
  async function* pages() {
    yield rows;
  }
  return gather({ columns: declared, pages: pages() });
}

/** The texts of a column of texts. */
export function textsOf(column: SheetColumn | undefined): (row: number) => string | null {
  if (column === undefined || !('codes' in column)) throw new Error('The sheet lacks a column of texts');
  return (row) => column.dictionary[column.codes[row] as number] ?? null;
}

/** Keeps the first so many rows, and counts those that it left. */
export function upTo(rows: number): { keep(): boolean; left(): number } {
  let seen = 0;
  return {
    keep: () => {
      seen += 1;
      return seen <= rows;
    },
    left: () => Math.max(0, seen - rows),
  };
}

interface Builder {
  add(cell: Cell): void;
  end(): SheetColumn;
}

function builderOf(type: SqlType): Builder {
  if (type === 'varchar' || type === 'date') return dictionaryBuilder();
  return type === 'timestamp' ? valuesBuilder(secondsOf, { isTime: true }) : valuesBuilder(plain, {});
}

function dictionaryBuilder(): Builder {
  const places = new Map<string, number>();
  const codes: number[] = [];
  return {
    add: (cell) => {
      if (cell === null) {
        codes.push(-1);
        return;
      }
      const text = String(cell);
      const place = places.get(text) ?? places.size;
      if (place === places.size) places.set(text, place);
      codes.push(place);
    },
    end: () => ({ dictionary: [...places.keys()], codes }),
  };
}

function valuesBuilder(convert: (cell: Cell) => number | boolean | null, kind: { isTime?: true }): Builder {
  const values: (number | boolean | null)[] = [];
  return { add: (cell) => values.push(convert(cell)), end: () => ({ values, ...kind }) };
}

function plain(cell: Cell): number | boolean | null {
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell === 'string') throw new Error('A text in a column of numbers');
  return cell;
}

/** Seconds of a timestamp `yyyy-MM-dd HH:mm:ss.SSS`. */
function secondsOf(cell: Cell): number | null {
  return cell === null ? null : Math.floor(timeOf(String(cell)) / 1000);
}
