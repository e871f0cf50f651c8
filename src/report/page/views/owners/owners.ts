/** Users and roles by who owns them, as a tag says. */
import { h, link, outside } from '../../dom.js';
import { type Column, table } from '../../list/table.js';
import type { Page } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { count, counted } from '../../words.js';
import { isDormant, type Principal, tagsOf } from '../principals/principals.js';

/** Tag keys that name an owner, the first of which there is one is meant where none is chosen. */
const USUAL = ['owner', 'Owner', 'team', 'Team'];

interface Owned {
  /** Null: without this tag. */
  readonly owner: string | null;
  readonly principals: number;
  readonly dormant: number;
  readonly administrators: number;
  readonly unused: number | null;
  readonly unmeasured: number;
}

export function owners(page: Page, { value }: Route): HTMLElement {
  const keys = ownerKeys(page.principals);
  const key = value || defaultKey(keys);
  if (key === undefined)
    return h(
      'div',
      {},
      h('h2', {}, 'Owners'),
      h('p', {}, 'No user or role has a tag, so nobody is named as an owner.'),
    );
  const owned = ownedBy(page, key);
  const csv = {
    name: `owners-by-${key}`,
    header: [key, 'principals', 'dormant', 'administrators', 'unused_actions', 'not_measured'],
    line: (one: Owned) => [one.owner, one.principals, one.dormant, one.administrators, one.unused, one.unmeasured],
  };
  const untagged = owned.find(({ owner }) => owner === null)?.principals ?? 0;
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

/** How many principals have each tag key, the most first; service-linked roles have none of yours. */
function ownerKeys(principals: readonly Principal[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const principal of principals)
    for (const key of tagsOf(principal).keys()) found.set(key, (found.get(key) ?? 0) + 1);
  return new Map([...found].toSorted((a, b) => b[1] - a[1]));
}

function defaultKey(keys: ReadonlyMap<string, number>): string | undefined {
  return USUAL.find((key) => keys.has(key)) ?? [...keys.keys()][0];
}

function ownedBy({ principals, summary }: Page, key: string): Owned[] {
  const members = new Map<string | null, Principal[]>();
  for (const principal of principals) {
    if (principal.type === 'service-linked role') continue;
    const owner = tagsOf(principal).get(key) ?? null;
    const known = members.get(owner);
    if (known) known.push(principal);
    else members.set(owner, [principal]);
  }
  const all = [...members].map(([owner, own]): Owned => {
    const unused = own.flatMap((one) => one.unused ?? []);
    return {
      owner,
      principals: own.length,
      dormant: own.filter((one) => isDormant(one, summary.dormantDays) === true).length,
      administrators: own.filter(({ isAdministrator }) => isAdministrator === true).length,
      unused: unused.length === 0 ? null : unused.reduce((sum, each) => sum + each, 0),
      unmeasured: own.filter(({ isMeasured }) => !isMeasured).length,
    };
  });
  return all.toSorted(
    (a, b) => Number(a.owner === null) - Number(b.owner === null) || (b.unused ?? -1) - (a.unused ?? -1),
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
    ...{ title, cell: (one) => count(of(one)), sort: of },
    ...{ isNumber: true, isSecondary },
  });
  return [
    {
      title: 'Owner',
      cell: ({ owner }) =>
        owner === null
          ? h('em', {}, `without the tag ${key}`)
          : link(hashOf('principals', '', { search: `${key}=${owner}` }), outside(owner, 'wrap')),
      sort: ({ owner }) => owner?.toLowerCase() ?? null,
    },
    number('Principals', ({ principals }) => principals),
    number(`Dormant for ${summary.dormantDays} days`, ({ dormant }) => dormant),
    number('Administrators', ({ administrators }) => administrators, true),
    number('Unused actions', ({ unused }) => unused),
    number('Not measured', ({ unmeasured }) => unmeasured, true),
  ];
}
