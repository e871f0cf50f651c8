/** Users and roles by who owns them, as a tag says. */
import { h, link, outside } from '../../dom.js';
import { listLength } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { table } from '../../list/table.js';
import type { Page } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { count } from '../../words.js';
import { codeOf, type Owned, ownedBy } from './owned.js';

export function owners(page: Page, { value }: Route): HTMLElement {
  const keys = page.ownerKeys();
  const [first] = keys.keys();
  const key = value || first;
  if (key === undefined)
    return h(
      'div',
      {},
      h('h2', {}, 'Owners'),
      h('p', {}, 'No user or role has a tag, so nobody is named as an owner.'),
    );
  const owned = ownedBy(page.principals, key, page.summary.dormantDays);
  const csv = {
    name: `owners-by-${key}`,
    header: [key, 'principals', 'dormant', 'administrators', 'unused_actions', 'not_measured'],
    line: ({ owner, members, dormant, administrators, unused, unmeasured }: Owned) => {
      return [owner, members.length, dormant, administrators, unused, unmeasured];
    },
  };
  const untagged = owned.find(({ owner }) => owner === null)?.members.length ?? 0;
  return h(
    'div',
    {},
    h('h2', {}, 'Owners'),
    choice(keys, key),
    h(
      'p',
      { class: 'status' },
      listLength(owned.filter(({ owner }) => owner !== null).length, 'owner'),
      '; ',
      listLength(untagged, 'principal'),
      ' without this tag',
    ),
    table(`Owners by the tag ${key}, the most unused actions first`, columnsOf(key), owned, {
      csv,
      subject: ({ owner }) => codeOf(owner),
    }),
  );
}

function choice(keys: ReadonlyMap<string, number>, key: string): HTMLElement {
  const options = [...keys].map(([each, number]) =>
    h('option', { value: each, selected: each === key }, outside(`${each} (${count(number)})`).textContent),
  );
  const select = h('select', { name: 'key' }, ...options);
  select.addEventListener('change', () => {
    location.hash = hashOf('owners', select.value);
  });
  return h('form', { class: 'filters' }, h('label', {}, h('span', {}, 'Tag that names the owner'), select));
}

function columnsOf(key: string): Column<Owned>[] {
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
        link(
          hashOf('owner', codeOf(owner), { key }),
          owner === null ? h('em', {}, `without the tag ${key}`) : outside(owner, 'wrap'),
        ),
      sort: ({ owner }) => owner?.toLowerCase() ?? null,
    },
    column('owner_principals', 'Principals', ({ members }) => members.length),
    column('principals_dormant', 'Dormant', ({ dormant }) => dormant),
    column('administrators', 'Administrators', ({ administrators }) => administrators),
    column('owner_actions_unused', 'Unused actions', ({ unused }) => unused),
    column('owner_not_measured', 'Not measured', ({ unmeasured }) => unmeasured),
  ];
}
