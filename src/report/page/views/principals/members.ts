/** The users and roles of an account or an owner. */
import type { Column } from '../../list/column.js';
import { csvOfSheet } from '../../list/csv.js';
import { table } from '../../list/table.js';
import type { Page } from '../../page.js';
import * as columns from './columns.js';
import type { Principal } from './principals.js';

interface Members {
  readonly caption: string;
  /** Of the file of comma-separated values. */
  readonly name: string;
  readonly members: readonly Principal[];
  /** Whether they are of several accounts. */
  readonly isOfSeveral: boolean;
}

/** The most unused actions first. */
export async function memberTable(page: Page, { caption, name, members, isOfSeveral }: Members): Promise<HTMLElement> {
  const sheet = await page.sheets.open('principals');
  const riskiest = members.toSorted((a, b) => (b.unused ?? -1) - (a.unused ?? -1));
  return table(caption, columnsOf(isOfSeveral), riskiest, {
    csv: csvOfSheet(name, sheet, ({ row }: Principal) => row),
    subject: ({ arn }) => arn,
  });
}

function columnsOf(isOfSeveral: boolean): Column<Principal>[] {
  return [
    columns.whoColumn,
    columns.typeColumn,
    ...(isOfSeveral ? [columns.accountColumn] : []),
    columns.stateColumn,
    columns.lastUseColumn,
    columns.unusedColumn,
    columns.grantedColumn,
  ];
}
