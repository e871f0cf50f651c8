/** Which principals a person asked for, and how many may be among them although nobody knows. */
import { type Child, h } from '../../dom.js';
import { listLength } from '../../figure.js';
import type { Page } from '../../page.js';
import { count } from '../../words.js';
import { codeOf } from '../owners/owned.js';
import { isDormant, type Principal, stateOf } from './principals.js';

export const FILTERS = ['search', 'account', 'ou', 'type', 'state', 'days', 'privilege', 'owner'] as const;
/** Each empty where it is not used. */
export type Filters = Readonly<Record<(typeof FILTERS)[number], string>>;

export interface Filtered {
  readonly shown: readonly Principal[];
  /** Accounts that were asked for and not listed: their principals are not known. */
  readonly unlisted: number;
  /** Principals that may match too, but were not measured or are of unknown age. */
  readonly unknown: number;
  /** Service-linked roles that were left out: they are never called dormant, and have no owner but AWS. */
  readonly linked: number;
}

/** What is to be said wherever principals are counted; empty where there are none. */
export function unlistedWords(accounts: number): Child[] {
  if (accounts === 0) return [];
  return [listLength(accounts, 'account'), ` that ${accounts === 1 ? 'was' : 'were'} not listed`];
}

/** Of the principals that a search found, in this order. */
export function filtered(
  { accounts }: Pick<Page, 'accounts'>,
  principals: readonly Principal[],
  filters: Filters,
): Filtered {
  const shown: Principal[] = [];
  const within = accountsWithin(accounts, filters);
  let unknown = 0;
  let linked = 0;
  for (const principal of principals) {
    if (!within.has(principal.accountId)) continue;
    if (filters.type !== '' && principal.type !== filters.type) continue;
    if (filters.owner !== '' && codeOf(principal.owner) !== filters.owner) continue;
    const isLeftOut = principal.type === 'service-linked role' && (filters.days !== '' || filters.owner !== '');
    const verdicts = verdictsOn(principal, isLeftOut ? { ...filters, days: '' } : filters);
    if (verdicts.includes(false)) continue;
    if (isLeftOut) linked += 1;
    else if (verdicts.includes(null)) unknown += 1;
    else shown.push(principal);
  }
  const unlisted = accounts.filter(({ id, isListed }) => !isListed && within.has(id)).length;
  return { shown, unlisted, unknown, linked };
}

/** IDs of the accounts that the filters choose. */
function accountsWithin(accounts: Page['accounts'], { account, ou }: Filters): ReadonlySet<string> {
  const chosen = accounts.filter(
    ({ id, units }) => (account === '' || id === account) && (ou === '' || units.some(({ path }) => path === ou)),
  );
  return new Set(chosen.map(({ id }) => id));
}

/** By what only a measurement tells; null is not known. */
function verdictsOn(principal: Principal, { state, days, privilege }: Filters): (boolean | null)[] {
  return [
    state === '' || stateOf(principal) === state || (principal.isMeasured ? false : null),
    days === '' || isDormant(principal, Number(days)),
    privilegeOf(principal, privilege),
  ];
}

function privilegeOf({ isAdministrator, unused }: Principal, privilege: string): boolean | null {
  if (privilege === '') return true;
  if (privilege === 'administrator') return isAdministrator;
  return unused === null ? null : unused >= Number(privilege);
}

export function statusOf({ shown, unlisted, unknown, linked }: Filtered, all: number): Child[] {
  const several = unlistedWords(unlisted);
  return [
    h('span', { class: 'length' }, count(shown.length)),
    ' of ',
    listLength(all, 'principal'),
    ...(several.length > 0 ? [', and ', ...several] : []),
    ...(unknown > 0
      ? [
          '. ',
          h('span', { class: 'length' }, count(unknown)),
          ' more are left out because it is not known whether they match',
        ]
      : []),
    ...(linked > 0
      ? ['. ', listLength(linked, 'service-linked role'), ' left out: AWS owns them, none is called dormant']
      : []),
  ];
}
