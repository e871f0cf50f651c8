/** Names of the lake, by the statements of `queries/known`. */
import { allRows } from '../engine/all-rows.js';
import type { Cell, QueryEngine, QueryOptions } from '../engine/engine.js';
import { readSql } from '../sql/sql-files.js';
import { type Bound, bindCells } from './bind.js';

/** Looks names up by a file of `queries/known`; `everywhere`: in all snapshots. */
export type Lookup = (file: string, values: readonly string[], everywhere: boolean) => Promise<string[]>;

/** A blank tag or name names nothing. */
export function isBlank(name: string): boolean {
  return name.trim() === '';
}

/** Of the values of one statement, in characters: Athena takes 262,144 bytes with the values. */
const MOST_CHARACTERS = 60_000;

/** Answers with the first column, as far as it names something; a statement runs once. */
export function lookupIn(engine: QueryEngine, dates: readonly string[], options: QueryOptions): Lookup {
  const asked = new Map<string, Promise<readonly (readonly Cell[])[]>>();
  const rowsOf = ({ sql, parameters }: Bound): Promise<readonly (readonly Cell[])[]> => {
    const key = JSON.stringify([sql, parameters]);
    const rows = asked.get(key) ?? allRows(engine, sql, parameters, options);
    asked.set(key, rows);
    return rows;
  };
  return async (file, values, everywhere) => {
    const statement = { sql: readSql('known/', file) };
    const isDated = dates.length > 0 && !everywhere;
    const parts = statement.sql.includes(':values') ? partsWithin(values, MOST_CHARACTERS) : [values];
    const answers = parts.map((part) =>
      rowsOf(bindCells(statement, new Map([['values', part], ...(isDated ? [['dates', dates] as const] : [])]))),
    );
    const names = (await Promise.all(answers)).flatMap((rows) => rows.map(([name]) => String(name)));
    return names.filter((name) => !isBlank(name));
  };
}

/** The values in parts of at most so many characters. */
function partsWithin(values: readonly string[], most: number): string[][] {
  const parts: string[][] = [[]];
  let characters = 0;
  for (const value of values) {
    characters += value.length;
    if (characters > most) {
      parts.push([]);
      characters = value.length;
    }
    parts.at(-1)?.push(value);
  }
  return parts;
}
