/** Permission sets of IAM Identity Center: what each grants in all accounts, and what of it nobody uses. */
import { h, link, outside } from '../../dom.js';
import { figure, figured } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { numberColumn } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import { type Opened, rowsOf } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { count } from '../../words.js';
import { tasksOf } from '../tasks/task-rows.js';
import { most } from './set.js';

export async function sets(page: Page): Promise<HTMLElement> {
  const [sheet, services, work] = await Promise.all([
    page.sheets.open('permission_sets'),
    page.sheets.open('sets'),
    page.sheets.open('worklist'),
  ]);
  const tasks = new Map(tasksOf(work).map((row) => [work.text('permission_set_name', row), row]));
  const counting =
    (column: string) =>
    (row: number): number | null => {
      const task = tasks.get(sheet.text('name', row));
      return task === undefined ? 0 : work.number(column, task);
    };
  const removable = counting('actions_removable');
  const rows = rowsOf(sheet)
    .filter((row) => sheet.get('name', row) !== null)
    .toSorted((a, b) => (removable(b) ?? -1) - (removable(a) ?? -1));
  const list = sheetList({
    caption: 'Permission sets, the most removable actions first',
    name: 'permission-sets',
    sheet,
    rows,
    columns: columnsOf(sheet, services, { removable, grants: counting('grants_removable') }),
    subject: (row) => sheet.text('name', row),
    none: 'No permission set is known: no measured account has a role that IAM Identity Center made.',
  });
  return h(
    'div',
    {},
    h('h2', {}, 'Permission sets'),
    h(
      'p',
      { class: 'quiet' },
      'A set is one document for all its accounts: an action can be removed from it only if none of its roles used it. Services are counted once, however many roles the set has.',
    ),
    ...lackNote(page, 'sets.by-action', []),
    list,
    askedBy(page, 'usage', ['--by', 'set']),
  );
}

interface Counts {
  readonly removable: (row: number) => number | null;
  readonly grants: (row: number) => number | null;
}

function columnsOf(sheet: Opened, services: Opened, { removable, grants }: Counts): Column<number>[] {
  const nameOf = (row: number): string => sheet.text('name', row);
  const granted = (row: number): readonly number[] =>
    (services.rowsBy('permission_set_name').get(nameOf(row)) ?? []).filter(
      (at) => services.get('service_namespace', at) !== null,
    );
  const used = (row: number): number =>
    granted(row).filter((at) => (services.number('holders_accessed', at) ?? 0) > 0).length;
  return [
    {
      title: 'Permission set',
      cell: (row) => link(hashOf('set', nameOf(row)), outside(nameOf(row), 'wrap')),
      sort: (row) => nameOf(row).toLowerCase(),
    },
    {
      title: 'Removable actions',
      cell: (row) => count(removable(row)),
      sort: removable,
      number: 'actions_removable',
    },
    {
      title: 'Grants of these',
      cell: (row) => count(grants(row)),
      sort: grants,
      number: 'grants_removable',
      isSecondary: true,
    },
    {
      title: 'Services used',
      cell: (row) => [
        figure('set_services_used', used(row), nameOf(row)),
        ' of ',
        figure('set_services_granted', granted(row).length, nameOf(row)),
      ],
      sort: used,
      isNumber: true,
      isSecondary: true,
    },
    numberColumn(sheet, 'Roles measured', 'principals_measured', { isSecondary: true }),
    {
      title: 'Not measured',
      cell: (row) => missing(services, granted(row), nameOf(row)),
      sort: (row) => most(services, granted(row), 'accounts_unmeasured'),
    },
  ];
}

/** An open account that was not measured may hold every set. `rows`: services of the set. */
function missing(services: Opened, rows: readonly number[], of: string): HTMLElement {
  const accounts = most(services, rows, 'accounts_unmeasured');
  const roles = most(services, rows, 'principals_unmeasured');
  if (accounts === 0 && roles === 0) return h('span', {}, 'none');
  return h(
    'span',
    { class: 'unknown' },
    ...(accounts > 0 ? figured('set_accounts_unmeasured', accounts, ['account', 'accounts', of]) : []),
    accounts > 0 && roles > 0 && ', ',
    ...(roles > 0 ? figured('set_roles_unmeasured', roles, ['role', 'roles', of]) : []),
  );
}
