/**
 * What a person sees of an answer: its first columns first, none without a value, of a time no hour, and of an ARN the
 * name, where the account stands beside it.
 */
import type { Cell, ResultColumn } from '../engine/engine.js';
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
  const filled = withAccount(columns);
  const full = rows.map(filled);
  const hasValue = (at: number): boolean => full.some((row) => (row[at] ?? null) !== null);
  const places = inOrder(columns, first).filter((at) => !isAll || rows.length === 0 || hasValue(at));
  const cellsOf = (row: readonly Cell[]) => places.map((at) => dateOf(row[at] ?? null, columns[at]?.type));
  return {
    columns: places.map((at) => columns[at] as ResultColumn).map(dated),
    shownOf: (row) => cellsOf(filled(row)),
  };
}

/**
 * The row with its account: by name, else by ID; of a subject in several how many these are. ARNs of the same account lack
 * it, and the path: their names are unique in it.
 */
function withAccount(columns: readonly ResultColumn[]): (row: readonly Cell[]) => readonly Cell[] {
  const [name, id, accounts] = ['account_name', 'account_id', 'accounts'].map((column) => placeOf(columns, column));
  if (id === undefined) return (row) => row;
  return (row) => {
    const own = row[id] ?? null;
    const shownOf = (cell: Cell, at: number): Cell => {
      if (at === name) return cell ?? own ?? inAccounts(accounts === undefined ? null : (row[accounts] ?? null));
      return isArn(columns[at]) && own !== null ? nameIn(cell, own) : cell;
    };
    return row.map(shownOf);
  };
}

function placeOf(columns: readonly ResultColumn[], name: string): number | undefined {
  const at = columns.findIndex((column) => column.name === name);
  return at < 0 ? undefined : at;
}

function isArn(column: ResultColumn | undefined): boolean {
  return column?.name.endsWith('_arn') === true;
}

function inAccounts(number: Cell): Cell {
  return number === null ? null : `${number} account${Number(number) === 1 ? '' : 's'}`;
}

/** `role/deploy` of an ARN of the account. */
function nameIn(arn: Cell, account: Cell): Cell {
  const [, of, type, name] =
    /^arn:[^:]*:iam::(\d{12}):(user|role|group|policy)\/(?:.*\/)?([^/]+)$/.exec(String(arn)) ?? [];
  return of !== undefined && of === account ? `${type}/${name}` : arn;
}

function inOrder(columns: readonly ResultColumn[], first: readonly string[]): number[] {
  const chosen = first.map((name) => columns.findIndex((column) => column.name === name)).filter((at) => at >= 0);
  return accountFirst(columns, [...chosen, ...[...columns.keys()].filter((at) => !chosen.includes(at))]);
}

/** An account before the first ARN, so that no terminal is too narrow for it. */
function accountFirst(columns: readonly ResultColumn[], places: readonly number[]): number[] {
  const [name, id] = ['account_name', 'account_id'].map((column) => placeOf(columns, column));
  const arn = places.findIndex((at) => isArn(columns[at]));
  const before = places.slice(0, Math.max(arn, 0));
  const account = name ?? id;
  if (account === undefined || arn < 0 || before.some((at) => at === name || at === id)) return [...places];
  return [...before, account, ...places.slice(arn).filter((at) => at !== account)];
}

function dated(column: ResultColumn): ResultColumn {
  return column.type === 'timestamp' ? { ...column, type: 'date' } : column;
}

function dateOf(cell: Cell, type: ResultColumn['type'] | undefined): Cell {
  return type === 'timestamp' && cell !== null ? String(cell).slice(0, 'yyyy-MM-dd'.length) : cell;
}
