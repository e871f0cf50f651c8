/** The accounts of the organization at the shown snapshot. */
import type { Opened } from '../../opened.js';

export interface Account {
  readonly id: string;
  readonly name: string;
  /** Its OU and those above it, from the root down; empty where its place is not known. */
  readonly units: readonly Unit[];
  /** Whether its principals are known, measured or not. */
  readonly isListed: boolean;
}

/** An OU, or the root. */
export interface Unit {
  /** The IDs from the root down, joined by a slash, which no ID holds. */
  readonly path: string;
  /** The names from the root down; the path where one of them holds a slash, so that they cannot be told apart. */
  readonly name: string;
}

/** The units above the account of a row. */
export function unitsOf(sheet: Opened, row: number): Unit[] {
  const [path, named] = [sheet.text('ou_path', row), sheet.text('ou_path_names', row)];
  if (path === '') return [];
  const [ids, names] = [path.split('/'), named.split('/')];
  const isNamed = ids.length === names.length && !names.includes('');
  return ids.map((_, at) => {
    const upTo = (parts: readonly string[]): string => parts.slice(0, at + 1).join('/');
    return { path: upTo(ids), name: isNamed ? upTo(names) : upTo(ids) };
  });
}

export function readAccounts(sheet: Opened): Account[] {
  return [...Array(sheet.rows).keys()].map((row) => ({
    id: sheet.text('account_id', row),
    name: sheet.text('account_name', row),
    units: unitsOf(sheet, row),
    isListed: sheet.get('status', row) === 'exported' || sheet.number('principals_measured', row) !== null,
  }));
}
