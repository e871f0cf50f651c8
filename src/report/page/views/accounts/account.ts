/** One account: what is known of it, and its principals, the most unused access first. */
import { type Child, h, outside } from '../../dom.js';
import { figure } from '../../figure.js';
import type { Page } from '../../page.js';
import { memberTable } from '../principals/members.js';

export async function account(page: Page, id: string): Promise<HTMLElement> {
  const sheet = await page.sheets.open('accounts');
  const row = [...Array(sheet.rows).keys()].find((at) => sheet.get('account_id', at) === id);
  if (row === undefined)
    return h('div', {}, h('h2', {}, 'No such account'), h('p', {}, outside(id), ' is not in this snapshot.'));
  const status = sheet.text('status', row);
  const facts: readonly (readonly [string, Child])[] = [
    ['Account', outside(id)],
    ['OU', outside(sheet.text('ou_path_names', row) || 'not known')],
    ['State in Organizations', outside(sheet.text('account_state', row) || 'not known')],
    ['Principals measured', figure('principals_measured', sheet.number('principals_measured', row), id)],
    ['Principals not measured', figure('principals_unmeasured', sheet.number('principals_unmeasured', row), id)],
    ['Dormant roles', figure('principals_dormant', sheet.number('principals_dormant', row), id)],
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
      ? await memberTable(page, {
          caption: 'Principals of the account',
          name: `principals-of-${id}`,
          members,
          isOfSeveral: false,
        })
      : h('p', {}, status === 'exported' ? 'It has no principals.' : 'Its principals are not known.'),
  );
  return view;
}
