/** One permission set: the actions that may go from it, service by service, who still uses what, and why it stays. */
import { h, outside } from '../../dom.js';
import type { Column } from '../../list/column.js';
import { dayColumn, evidenceColumn, numberColumn, textColumn, withheldColumn } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import { type Page, quoted } from '../../page.js';
import type { Opened } from '../../sheets.js';
import { count, counted, POWER_WORDS } from '../../words.js';
import { proposalsOfSet } from '../proposals.js';

export async function set(page: Page, name: string): Promise<HTMLElement> {
  const [services, actions] = await Promise.all([page.sheets.open('sets'), page.sheets.open('sets.by-action')]);
  const held = (services.rowsBy('permission_set_name').get(name) ?? []).filter(
    (row) => services.get('service_namespace', row) !== null,
  );
  const go = byPower(actions, actions.rowsBy('permission_set_name').get(name) ?? []);
  const unused = held.filter((row) => services.number('holders_accessed', row) === 0);
  return h(
    'div',
    {},
    h('h2', {}, 'Permission set ', outside(name)),
    h('p', {}, ...sentence(services, held, unused.length, go.length)),
    ...lackNote(page, 'sets.by-action', `--permission-set ${quoted(name)}`),
    await proposalsOfSet(page, name),
    h('h3', {}, 'Actions that may go'),
    sheetList({
      caption: 'No role of the set used them; the most powerful first',
      name: `${name}-actions`,
      sheet: actions,
      rows: go,
      columns: actionColumns(actions),
      first: 25,
      none: 'None, by what was measured.',
    }),
    h('h3', {}, 'Services'),
    sheetList({
      caption: 'Services that the set grants, unused first',
      name: `${name}-services`,
      sheet: services,
      rows: [...unused, ...held.filter((row) => !unused.includes(row))],
      columns: serviceColumns(services),
      first: 25,
      none: 'None of its roles was measured.',
    }),
    askedBy(page, 'sets.by-action', `--permission-set ${quoted(name)}`),
  );
}

const POWERS = Object.keys(POWER_WORDS);

/** The place of what an action lets do, the greatest first. */
function powerOf(actions: Opened, row: number): number {
  return POWERS.indexOf(actions.text('power', row));
}

function byPower(actions: Opened, rows: readonly number[]): number[] {
  return rows.toSorted((a, b) => powerOf(actions, a) - powerOf(actions, b));
}

function sentence(services: Opened, held: readonly number[], unused: number, go: number): string[] {
  const most = (column: string): number => Math.max(0, ...held.map((row) => services.number(column, row) ?? 0));
  const accounts = Math.max(0, ...held.map((row) => services.number('accounts_unmeasured', row) ?? 0));
  return [
    `${count(unused)} of ${counted(held.length, 'service')} used by none of its ${counted(most('holders'), 'role')} in ${counted(most('accounts'), 'account')}; ${counted(go, 'action')} may go.`,
    accounts > 0 ? ` ${counted(accounts, 'account')} not measured may use it all the same.` : '',
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
    evidenceColumn(actions),
    textColumn(actions, 'Age of the grant', 'grant_age', { isSecondary: true }),
  ];
}

function serviceColumns(services: Opened): Column<number>[] {
  return [
    textColumn(services, 'Service', 'service_namespace'),
    {
      title: 'Roles that use it',
      cell: (row) => `${count(services.number('holders_accessed', row))} of ${count(services.number('holders', row))}`,
      sort: (row) => services.number('holders_accessed', row),
      isNumber: true,
    },
    dayColumn(services, 'Last use', 'last_known_access_at', { none: 'none seen' }),
    withheldColumn(services),
    numberColumn(services, 'Accounts', 'accounts', { isSecondary: true }),
    evidenceColumn(services, { isSecondary: true }),
  ];
}
