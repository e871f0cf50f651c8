/** Permission sets of IAM Identity Center: what each grants in all accounts, and what of it nobody uses. */
import { h, link, outside } from '../../dom.js';
import type { Column } from '../../list/column.js';
import { numberColumn } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { type Opened, rowsOf } from '../../sheets.js';
import { count, counted, percent } from '../../words.js';

export async function sets(page: Page): Promise<HTMLElement> {
  const [sheet, actions] = await Promise.all([page.sheets.open('permission_sets'), page.sheets.open('sets.by-action')]);
  const rows = rowsOf(sheet)
    .filter((row) => sheet.get('name', row) !== null)
    .toSorted((a, b) => (sheet.number('actions_unused', b) ?? -1) - (sheet.number('actions_unused', a) ?? -1));
  const list = sheetList({
    caption: 'Permission sets, the most unused actions first',
    name: 'permission-sets',
    sheet,
    rows,
    columns: columnsOf(sheet, candidatesOf(actions)),
    none: 'No permission set is known: no measured account has a role that IAM Identity Center made.',
  });
  return h(
    'div',
    {},
    h('h2', {}, 'Permission sets'),
    h(
      'p',
      { class: 'quiet' },
      'A set is one document for all its accounts: an action may go from it only where none of its roles used it. Counts are sums over its roles.',
    ),
    ...lackNote(page, 'sets.by-action', ''),
    list,
    askedBy(page, 'usage', '--by set'),
  );
}

/** Of each set, how many actions no role of it used, with evidence of every role. */
function candidatesOf(actions: Opened): ReadonlyMap<string, number> {
  const candidates = new Map<string, number>();
  for (let row = 0; row < actions.rows; row += 1) {
    if (actions.get('state', row) !== 'NOT_ACCESSED') continue;
    const name = actions.text('permission_set_name', row);
    candidates.set(name, (candidates.get(name) ?? 0) + 1);
  }
  return candidates;
}

function columnsOf(sheet: Opened, candidates: ReadonlyMap<string, number>): Column<number>[] {
  const nameOf = (row: number): string => sheet.text('name', row);
  const unused = (row: number): number | null => sheet.number('actions_unused', row);
  return [
    {
      title: 'Permission set',
      cell: (row) => link(hashOf('set', nameOf(row)), outside(nameOf(row), 'wrap')),
      sort: (row) => nameOf(row).toLowerCase(),
    },
    {
      title: 'Actions that may go',
      cell: (row) => count(candidates.get(nameOf(row)) ?? 0),
      sort: (row) => candidates.get(nameOf(row)) ?? 0,
      isNumber: true,
    },
    {
      title: 'Unused, of its roles',
      cell: (row) => [count(unused(row)), ` (${percent(unused(row), sheet.number('actions_tracked', row))})`],
      sort: unused,
      isNumber: true,
    },
    numberColumn(sheet, 'Roles measured', 'principals_measured', { isSecondary: true }),
    {
      title: 'Services used',
      cell: (row) =>
        `${count(sheet.number('services_accessed', row))} of ${count(sheet.number('services_granted', row))}`,
      sort: (row) => sheet.number('services_accessed', row),
      isNumber: true,
      isSecondary: true,
    },
    {
      title: 'Not measured',
      cell: (row) => missing(sheet, row),
      sort: (row) => sheet.number('accounts_unmeasured', row),
    },
  ];
}

/** An account that was not measured may hold every set. */
function missing(sheet: Opened, row: number): HTMLElement {
  const accounts = sheet.number('accounts_unmeasured', row) ?? 0;
  const roles = sheet.number('principals_unmeasured', row) ?? 0;
  const words = [accounts > 0 && counted(accounts, 'account'), roles > 0 && counted(roles, 'role')].filter(Boolean);
  return h('span', { class: words.length > 0 ? 'unknown' : undefined }, words.join(', ') || 'none');
}
