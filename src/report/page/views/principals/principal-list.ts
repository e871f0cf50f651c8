/** The table of all principals: searched, filtered, sorted. */
import { DORMANT_DAYS } from '../../../payload.js';
import { foldedOnPhone, h, outside } from '../../dom.js';
import type { Column } from '../../list/column.js';
import { csvButton, csvOfSheet } from '../../list/csv.js';
import { virtualTable } from '../../list/virtual-table.js';
import { type Opened, rowsOf } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { ACCESSED, count, NOT_ACCESSED, NOT_MEASURED } from '../../words.js';
import { codeOf, membersBy } from '../owners/owned.js';
import { tasksOf } from '../tasks/task-rows.js';
import * as columns from './columns.js';
import { FILTERS, type Filters, filtered, statusOf } from './principal-filter.js';
import type { Principal } from './principals.js';
import { searcher } from './search.js';

export async function principalList(page: Page, { rest }: Route): Promise<HTMLElement> {
  const [searched, sheet, work] = await Promise.all([
    page.searched(),
    page.sheets.open('principals'),
    page.sheets.open('worklist'),
  ]);
  const owners = [...membersBy(page.principals).keys()].filter((owner) => owner !== null);
  const search = searcher(inOrderOf(work, page.principals), searched);
  const list = virtualTable('Principals, in the order of their tasks', columnsOf(owners.length > 0), ({ arn }) => arn);
  const status = h('p', { class: 'status', role: 'status' });
  const form = h('form', { class: 'filters', role: 'search', onsubmit: (event: Event) => event.preventDefault() });
  const apply = (isTyped: boolean): void => {
    const filters = readForm(form);
    const found = filtered(page, search(filters.search), filters);
    list.show(found.shown);
    status.replaceChildren(h('span', {}, ...statusOf(found, page.principals.length)));
    if (isTyped) history.replaceState(null, '', hashOf('principals', '', filters));
  };
  fillForm(form, page, owners, rest);
  form.addEventListener('input', () => apply(true));
  const csv = csvButton(
    csvOfSheet('principals', sheet, ({ row }: Principal) => row),
    list.rows,
  );
  const view = h(
    'div',
    {},
    h('h2', {}, 'Principals'),
    foldedOnPhone('Filters', form),
    h('div', { class: 'bar-line' }, status, csv),
    list.element,
  );
  requestAnimationFrame(() => apply(false));
  return view;
}

/** As the worklist orders what is about them; those without a task next, the most unused actions first; last what is idle by design. */
function inOrderOf(work: Opened, principals: readonly Principal[]): Principal[] {
  const tasks = new Map(tasksOf(work).map((row, at) => [keyOf(work, row), at]));
  const kept = new Set(
    rowsOf(work)
      .filter((row) => work.get('step', row) === 'KEEP')
      .map((row) => work.text('principal_arn', row)),
  );
  const place = ({ arn, permissionSet }: Principal): number => {
    if (kept.has(arn)) return principals.length + tasks.size;
    return tasks.get(arn) ?? (permissionSet === null ? tasks.size : (tasks.get(permissionSet) ?? tasks.size));
  };
  return principals.toSorted((a, b) => place(a) - place(b) || (b.unused ?? -1) - (a.unused ?? -1));
}

function keyOf(work: Opened, row: number): string {
  return work.text('permission_set_name', row) || work.text('principal_arn', row);
}

function columnsOf(areOwnersNamed: boolean): readonly Column<Principal>[] {
  return [
    columns.whoColumn,
    columns.typeColumn,
    columns.accountColumn,
    ...(areOwnersNamed ? [columns.ownerColumn] : []),
    columns.stateColumn,
    columns.lastUseColumn,
    columns.unusedColumn,
    columns.grantedColumn,
    columns.administratorColumn,
  ];
}

function readForm(form: HTMLFormElement): Filters {
  const data = new FormData(form);
  return Object.fromEntries(FILTERS.map((name) => [name, String(data.get(name) ?? '')])) as Filters;
}

function fillForm(
  form: HTMLFormElement,
  { accounts }: Page,
  owners: readonly string[],
  given: ReadonlyMap<string, string>,
): void {
  const search = h('input', {
    type: 'search',
    name: 'search',
    placeholder: 'Name, account, team=platform, s3, policy',
    autocomplete: 'off',
  });
  search.value = given.get('search') ?? '';
  form.append(
    h('label', { class: 'wide' }, h('span', {}, 'Search'), search),
    ...choicesOf(accounts).map((choice) => select(choice, given.get(choice.name) ?? '')),
    ...(owners.length === 0 ? [] : [select(ownerChoice(owners), given.get('owner') ?? '')]),
  );
}

interface Choice {
  readonly name: string;
  readonly label: string;
  /** Value and text of each. */
  readonly options: readonly (readonly [string, string])[];
}

function choicesOf(accounts: Page['accounts']): Choice[] {
  const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
  const units = new Map(accounts.flatMap((account) => account.units.map(({ path, name }) => [path, name] as const)));
  const ous = [...units].toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  const risks = [100, 1000, 5000].map(
    (actions) => [String(actions), `${count(actions)} or more unused actions`] as const,
  );
  return [
    { name: 'account', label: 'Account', options: accounts.map(({ id, name }) => [id, `${name} (${id})`]) },
    { name: 'ou', label: 'OU', options: ous },
    { name: 'type', label: 'Type', options: same(['user', 'role', 'service-linked role']) },
    { name: 'state', label: 'State', options: same([ACCESSED, NOT_ACCESSED, NOT_MEASURED]) },
    {
      name: 'days',
      label: 'No use for',
      options: DORMANT_DAYS.map((days) => [String(days), `${days} days`]),
    },
    { name: 'privilege', label: 'Privilege', options: [['administrator', 'may give itself any permission'], ...risks] },
  ];
}

function ownerChoice(owners: readonly string[]): Choice {
  const named = owners.toSorted().map((name) => [codeOf(name), name] as const);
  return { name: 'owner', label: 'Owner', options: [...named, [codeOf(null), 'without an owner']] };
}

function select({ name, label, options }: Choice, chosen: string): HTMLElement {
  const element = h(
    'select',
    { name },
    h('option', { value: '' }, 'any'),
    ...options.map(([value, text]) => h('option', { value }, outside(text).textContent)),
  );
  element.value = chosen;
  if (element.selectedIndex < 0) element.value = '';
  return h('label', {}, h('span', {}, label), element);
}
