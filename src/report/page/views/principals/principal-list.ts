/** The table of all principals: searched, filtered, sorted. */
import { DORMANT_DAYS } from '../../../payload.js';
import { h, link, outside } from '../../dom.js';
import { csvButton, csvOfSheet } from '../../list/csv.js';
import type { Column } from '../../list/table.js';
import { virtualTable } from '../../list/virtual-table.js';
import type { Page } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { openSheet } from '../../sheets.js';
import { ACCESSED, count, day, evidence, NOT_ACCESSED, NOT_MEASURED, used } from '../../words.js';
import { FILTERS, type Filters, filtered, statusOf } from './principal-filter.js';
import { type Principal, stateOf } from './principals.js';
import { searcher, searchTexts } from './search.js';

const columns: readonly Column<Principal>[] = [
  {
    title: 'Principal',
    cell: ({ arn, name }) => link(hashOf('principal', arn), outside(name)),
    sort: ({ name }) => name.toLowerCase(),
  },
  { title: 'Type', cell: ({ type }) => type, sort: ({ type }) => type, isSecondary: true },
  {
    title: 'Account',
    cell: ({ accountId, accountName }) => link(hashOf('account', accountId), outside(accountName || accountId)),
    sort: ({ accountName }) => accountName.toLowerCase(),
    isSecondary: true,
  },
  { title: 'State', cell: stateCell, sort: stateOf },
  {
    title: 'Last use',
    cell: (principal) =>
      principal.isMeasured ? day(principal.lastUsedAt) || 'none seen' : h('span', { class: 'unknown' }, 'not known'),
    sort: ({ lastUsedAt }) => lastUsedAt,
    isSecondary: true,
  },
  { title: 'Unused', cell: ({ unused }) => count(unused), sort: ({ unused }) => unused, isNumber: true },
  {
    title: 'Granted',
    cell: ({ granted }) => count(granted),
    sort: ({ granted }) => granted,
    isNumber: true,
    isSecondary: true,
  },
  {
    title: 'Admin',
    cell: ({ isAdministrator }) => (isAdministrator === null ? 'not known' : isAdministrator ? 'yes' : 'no'),
    sort: ({ isAdministrator }) => (isAdministrator === null ? null : Number(isAdministrator)),
    isSecondary: true,
  },
];

function stateCell(principal: Principal): HTMLElement {
  const state = stateOf(principal);
  if (state === NOT_MEASURED) return h('span', { class: 'unmeasured' }, '⚠ Not measured');
  if (state === ACCESSED) return twoWidths('●', used(principal.daysSinceUse), day(principal.lastUsedAt));
  const cell = twoWidths('○', NOT_ACCESSED, 'Not accessed');
  cell.className = 'unused';
  cell.title = `${NOT_ACCESSED}, ${evidence(principal.evidenceDays)}`;
  return cell;
}

/** A mark, with words that have room in a wide page, and in a narrow one. */
function twoWidths(mark: string, wide: string, narrow: string): HTMLElement {
  return h(
    'span',
    {},
    `${mark} `,
    h('span', { class: 'wide-only' }, wide),
    h('span', { class: 'narrow-only' }, narrow),
  );
}

export async function principalList(page: Page, { rest }: Route): Promise<HTMLElement> {
  const [searched, sheet] = await Promise.all([searchTexts(page), openSheet('principals')]);
  const riskiest = page.principals.toSorted((a, b) => (b.unused ?? -1) - (a.unused ?? -1));
  const search = searcher(riskiest, searched);
  const list = virtualTable('Principals, the most unused actions first', columns);
  const status = h('p', { class: 'status', role: 'status' });
  const form = h('form', { class: 'filters', role: 'search', onsubmit: (event: Event) => event.preventDefault() });
  const apply = (isTyped: boolean): void => {
    const filters = readForm(form);
    const found = filtered(page, search(filters.search), filters);
    list.show(found.shown);
    status.textContent = statusOf(found, page.principals.length);
    if (isTyped) history.replaceState(null, '', hashOf('principals', '', filters));
  };
  fillForm(form, page, rest);
  form.addEventListener('input', () => apply(true));
  const csv = csvButton(
    csvOfSheet('principals', sheet, ({ row }: Principal) => row),
    list.rows,
  );
  const view = h(
    'div',
    {},
    h('h2', {}, 'Principals'),
    form,
    h('div', { class: 'bar-line' }, status, csv),
    list.element,
  );
  requestAnimationFrame(() => apply(false));
  return view;
}

function readForm(form: HTMLFormElement): Filters {
  const data = new FormData(form);
  return Object.fromEntries(FILTERS.map((name) => [name, String(data.get(name) ?? '')])) as Filters;
}

function fillForm(form: HTMLFormElement, { accounts }: Page, given: ReadonlyMap<string, string>): void {
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
  const ous = [...new Set(accounts.flatMap(({ ou }) => pathsOf(ou)))].toSorted();
  const risks = [100, 1000, 5000].map(
    (actions) => [String(actions), `${count(actions)} or more unused actions`] as const,
  );
  return [
    { name: 'account', label: 'Account', options: accounts.map(({ id, name }) => [id, `${name} (${id})`]) },
    { name: 'ou', label: 'OU', options: same(ous) },
    { name: 'type', label: 'Type', options: same(['user', 'role', 'service-linked role']) },
    { name: 'state', label: 'State', options: same([ACCESSED, NOT_ACCESSED, NOT_MEASURED]) },
    {
      name: 'days',
      label: 'No use for',
      options: DORMANT_DAYS.map((days) => [String(days), `${days} days`]),
    },
    { name: 'privilege', label: 'Privilege', options: [['administrator', 'may give itself any right'], ...risks] },
  ];
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

/** An OU and those above it. */
function pathsOf(ou: string): string[] {
  const parts = ou.split('/');
  return ou === '' ? [] : parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
