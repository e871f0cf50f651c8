/** One permission set: what to do, what its roles use, what none of them does, and why it stays. */
import { type Child, h, outside } from '../../dom.js';
import { figure, figured, listLength } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { dayColumn, evidenceColumn, numberColumn, textColumn, withheldColumn } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import type { Opened } from '../../opened.js';
import { optionOf, type Page } from '../../page.js';
import { count, day, POWER_WORDS } from '../../words.js';
import { proposalsOf } from '../proposals.js';
import { verdict } from '../tasks/verdict.js';

export async function set(page: Page, name: string): Promise<HTMLElement> {
  const [services, actions] = await Promise.all([page.sheets.open('sets'), page.sheets.open('sets.by-action')]);
  const held = (services.rowsBy('permission_set_name').get(name) ?? []).filter(
    (row) => services.get('service_namespace', row) !== null,
  );
  const go = byPower(actions, actions.rowsBy('permission_set_name').get(name) ?? []);
  const unused = held.filter((row) => services.number('holders_accessed', row) === 0);
  const used = held.filter((row) => !unused.includes(row));
  const subject = { type: 'PERMISSION_SET', name } as const;
  const proposals = await proposalsOf(page, subject);
  const of = (row: number): string => `${name} ${services.text('service_namespace', row)}`;
  const listOf = (caption: string, rows: readonly number[]): HTMLElement =>
    sheetList({
      caption,
      name: `${name}-services`,
      sheet: services,
      rows,
      columns: serviceColumns(services, of),
      subject: of,
      first: 25,
      none: 'None of its roles was measured.',
    });
  return h(
    'div',
    {},
    h('h2', {}, 'Permission set ', outside(name)),
    await verdict(page, {
      subject,
      lastUse: lastUseOf(services, held),
      none: ['Nothing can be removed from it yet, given what was measured and the evidence so far.'],
      proposals,
    }),
    h('p', {}, ...sentence(services, { name, held, used })),
    ...lackNote(page, 'sets.by-action', optionOf(subject)),
    proposals?.element ?? null,
    h('h3', {}, 'It uses ', listLength(used.length, 'service')),
    used.length > 0 && listOf('Services that a role of the set uses', used),
    folded(
      ['No use is known of ', listLength(unused.length, 'service')],
      listOf('Services that no role of the set is known to use', unused),
    ),
    folded(['Removable actions: ', h('span', { class: 'length' }, count(go.length))], actionList(actions, go, name)),
    askedBy(page, 'sets.by-action', optionOf(subject)),
  );
}

function actionList(actions: Opened, rows: readonly number[], name: string): HTMLElement {
  return sheetList({
    caption: 'No role of the set used them; the most powerful first',
    name: `${name}-actions`,
    sheet: actions,
    rows,
    columns: actionColumns(actions),
    subject: (row) => `${name} ${actions.text('service_namespace', row)}:${actions.text('action_name', row)}`,
    first: 25,
    none: 'None, in what was measured.',
  });
}

function folded(title: readonly Child[], list: HTMLElement): HTMLElement {
  return h('details', { class: 'folded' }, h('summary', {}, ...title), list);
}

function lastUseOf(services: Opened, held: readonly number[]): string {
  const times = held.flatMap((row) => services.number('last_known_access_at', row) ?? []);
  return times.length === 0 ? 'none known' : day(Math.max(...times));
}

/** What each service of a set says of the set as a whole. */
export function most(services: Opened, held: readonly number[], column: string): number {
  return Math.max(0, ...held.map((row) => services.number(column, row) ?? 0));
}

const POWERS = Object.keys(POWER_WORDS);

/** The place of what an action lets do, the greatest first. */
function powerOf(actions: Opened, row: number): number {
  return POWERS.indexOf(actions.text('power', row));
}

function byPower(actions: Opened, rows: readonly number[]): number[] {
  return rows.toSorted((a, b) => powerOf(actions, a) - powerOf(actions, b));
}

interface Told {
  readonly name: string;
  readonly held: readonly number[];
  readonly used: readonly number[];
}

function sentence(services: Opened, { name, held, used }: Told): Child[] {
  const accounts = most(services, held, 'accounts_unmeasured');
  return [
    'It grants ',
    ...figured('set_services_granted', held.length, ['service', 'services', name]),
    ', each counted once; its roles use ',
    figure('set_services_used', used.length, name),
    '.',
    ...(accounts > 0
      ? [
          ' ',
          ...figured('set_accounts_unmeasured', accounts, ['account', 'accounts', name]),
          ' not measured may still use it.',
        ]
      : []),
  ];
}

function actionColumns(actions: Opened): Column<number>[] {
  return [
    textColumn(actions, 'Service', 'service_namespace'),
    textColumn(actions, 'Action', 'action_name'),
    {
      title: 'Power',
      cell: (row) => POWER_WORDS[actions.text('power', row)] ?? 'not known',
      sort: (row) => powerOf(actions, row),
    },
    textColumn(actions, 'Level, as AWS files it', 'access_level', { isSecondary: true }),
    numberColumn(actions, 'Roles', 'holders', { isSecondary: true }),
    evidenceColumn(actions, { isSecondary: true }),
    textColumn(actions, 'Age of the grant', 'grant_age', { isSecondary: true }),
  ];
}

function serviceColumns(services: Opened, of: (row: number) => string): Column<number>[] {
  return [
    textColumn(services, 'Service', 'service_namespace'),
    {
      title: 'Roles that use it',
      cell: (row) => [
        figure('holders_accessed', services.number('holders_accessed', row), of(row)),
        ' of ',
        figure('holders', services.number('holders', row), of(row)),
      ],
      sort: (row) => services.number('holders_accessed', row),
      isNumber: true,
    },
    dayColumn(services, 'Last use', 'last_known_access_at', { none: 'none seen' }),
    withheldColumn(services),
    numberColumn(services, 'Accounts', 'accounts', { isSecondary: true }),
    evidenceColumn(services, { isSecondary: true }),
  ];
}
