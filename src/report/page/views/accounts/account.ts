/** One account: what is known of it, and its principals, the most unused access first. */
import { type Child, h, link, outside } from '../../dom.js';
import { table } from '../../list/table.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { openSheet } from '../../sheets.js';
import { count, day } from '../../words.js';
import { type Principal, stateOf } from '../principals/principals.js';

export async function account(page: Page, id: string): Promise<HTMLElement> {
  const sheet = await openSheet('accounts');
  const row = [...Array(sheet.rows).keys()].find((at) => sheet.get('account_id', at) === id);
  if (row === undefined)
    return h('div', {}, h('h2', {}, 'No such account'), h('p', {}, outside(id), ' is not in this snapshot.'));
  const status = sheet.text('status', row);
  const facts: readonly (readonly [string, Child])[] = [
    ['Account', outside(id)],
    ['OU', outside(sheet.text('ou_path_names', row) || 'not known')],
    ['State in Organizations', outside(sheet.text('account_state', row) || 'not known')],
    ['Principals measured', count(sheet.number('principals_measured', row))],
    ['Principals not measured', count(sheet.number('principals_unmeasured', row))],
    ['Dormant principals', count(sheet.number('dormant_principals', row))],
  ];
  const view = h(
    'div',
    {},
    h('h2', {}, outside(sheet.text('account_name', row) || id)),
    h('dl', { class: 'facts' }, ...facts.flatMap(([title, value]) => [h('dt', {}, title), h('dd', {}, value)])),
  );
  if (status !== 'exported') {
    view.append(
      h(
        'section',
        { class: status === 'failed' ? 'coverage gaps' : 'coverage never' },
        h('h3', {}, `${status === 'failed' ? '⚠ ' : ''}Account ${status}`),
        h('p', {}, outside(`${sheet.text('error_code', row)}: ${sheet.text('error_message', row)}`, 'wrap')),
      ),
    );
  }
  const members = page.principals.filter(({ accountId }) => accountId === id);
  view.append(
    members.length > 0
      ? list(members)
      : h('p', {}, status === 'exported' ? 'It has no principals.' : 'Its principals are not known.'),
  );
  return view;
}

function list(members: readonly Principal[]): HTMLElement {
  return table(
    'Principals of the account',
    [
      {
        title: 'Principal',
        cell: ({ arn, name }) => link(hashOf('principal', arn), outside(name)),
        sort: ({ name }) => name.toLowerCase(),
      },
      { title: 'Type', cell: ({ type }) => type, sort: ({ type }) => type, isSecondary: true },
      {
        title: 'State',
        cell: (principal) => h('span', { class: principal.isMeasured ? undefined : 'unmeasured' }, stateOf(principal)),
        sort: stateOf,
      },
      {
        title: 'Last use',
        cell: ({ isMeasured, lastUsedAt }) => (isMeasured ? day(lastUsedAt) || 'none seen' : 'not known'),
        sort: ({ lastUsedAt }) => lastUsedAt,
        isSecondary: true,
      },
      { title: 'Unused actions', cell: ({ unused }) => count(unused), sort: ({ unused }) => unused, isNumber: true },
      {
        title: 'Granted',
        cell: ({ granted }) => count(granted),
        sort: ({ granted }) => granted,
        isNumber: true,
        isSecondary: true,
      },
    ],
    members.toSorted((a, b) => (b.unused ?? -1) - (a.unused ?? -1)),
  );
}
