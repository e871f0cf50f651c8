/** Users and roles by who answers for them. */
import { h, link, outside } from '../../dom.js';
import { listLength } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { table } from '../../list/table.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { count } from '../../words.js';
import { codeOf, type Owned, ownedBy } from './owned.js';

export function owners(page: Page): HTMLElement {
  const owned = ownedBy(page.principals, page.summary.dormantDays);
  const named = owned.filter(({ owner }) => owner !== null);
  if (named.length === 0)
    return h(
      'div',
      {},
      h('h2', {}, 'Owners'),
      h('p', {}, 'No tag of a user, role or account names an owner, and no account has an e-mail address.'),
    );
  const csv = {
    name: 'owners',
    header: ['owner', 'principals', 'dormant', 'administrators', 'unused_actions', 'not_measured'],
    line: ({ owner, members, dormant, administrators, unused, unmeasured }: Owned) => {
      return [owner, members.length, dormant, administrators, unused, unmeasured];
    },
  };
  const unowned = owned.find(({ owner }) => owner === null)?.members.length ?? 0;
  return h(
    'div',
    {},
    h('h2', {}, 'Owners'),
    h(
      'p',
      { class: 'status' },
      listLength(named.length, 'owner'),
      ...(unowned > 0 ? ['; ', listLength(unowned, 'principal'), ' without an owner'] : []),
    ),
    table('Owners, the most unused actions first', columnsOf(), owned, {
      csv,
      subject: ({ owner }) => codeOf(owner),
    }),
  );
}

function columnsOf(): Column<Owned>[] {
  const column = (number: string, title: string, of: (one: Owned) => number | null): Column<Owned> => ({
    title,
    cell: (one) => count(of(one)),
    sort: of,
    number,
    isSecondary: ['owner_principals', 'administrators', 'owner_not_measured'].includes(number),
  });
  return [
    {
      title: 'Owner',
      cell: ({ owner }) =>
        link(hashOf('owner', codeOf(owner)), owner === null ? h('em', {}, 'without an owner') : outside(owner, 'wrap')),
      sort: ({ owner }) => owner?.toLowerCase() ?? null,
    },
    column('owner_principals', 'Principals', ({ members }) => members.length),
    column('principals_dormant', 'Dormant', ({ dormant }) => dormant),
    column('administrators', 'Administrators', ({ administrators }) => administrators),
    column('owner_actions_unused', 'Unused actions', ({ unused }) => unused),
    column('owner_not_measured', 'Not measured', ({ unmeasured }) => unmeasured),
  ];
}
