/** The accounts of the organization at the shown snapshot. */
import type { Opened } from '../../opened.js';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly ou: string;
  /** Whether its principals are known, measured or not. */
  readonly isListed: boolean;
}

export function readAccounts(sheet: Opened): Account[] {
  return [...Array(sheet.rows).keys()].map((row) => ({
    id: sheet.text('account_id', row),
    name: sheet.text('account_name', row),
    ou: sheet.text('ou_path_names', row),
    isListed: sheet.get('status', row) === 'exported' || sheet.number('principals_measured', row) !== null,
  }));
}
