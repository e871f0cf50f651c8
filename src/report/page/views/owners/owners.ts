/** Users and roles by who owns them, as a tag says. */
import { h, link, outside } from '../../dom.js';
import type { Column } from '../../list/column.js';
import { table } from '../../list/table.js';
import type { Page } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { count, counted } from '../../words.js';
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
      `${counted(owned.filter(({ owner }) => owner !== null).length, 'owner')}; ${counted(untagged, 'principal')} without this tag`,
    ),
    table(`Owners by the tag ${key}, the most unused actions first`, columnsOf(page, key), owned, { csv }),
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

function columnsOf({ summary }: Page, key: string): Column<Owned>[] {
  const number = (title: string, of: (one: Owned) => number | null, isSecondary = false): Column<Owned> => ({
    title,
    cell: (one) => count(of(one)),
    sort: of,
    isNumber: true,
    isSecondary,
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
    number('Principals', ({ members }) => members.length),
    number(`Dormant for ${summary.dormantDays} days`, ({ dormant }) => dormant),
    number('Administrators', ({ administrators }) => administrators, true),
    number('Unused actions', ({ unused }) => unused),
    number('Not measured', ({ unmeasured }) => unmeasured, true),
  ];
}
