/** Which principals a person asked for, and how many may be among them although nobody knows. */
import { isDormant, type Principal, stateOf } from './principals.js';
import { count, counted } from './words.js';

export const FILTERS = ['search', 'account', 'ou', 'type', 'state', 'days', 'privilege'] as const;
/** Each empty where it is not used. */
export type Filters = Readonly<Record<(typeof FILTERS)[number], string>>;

export interface Filtered {
  readonly shown: readonly Principal[];
  /** Principals that may match too, but were not measured or are of unknown age. */
  readonly unknown: number;
  /** Service-linked roles that a number of days left out: they are never called dormant. */
  readonly linked: number;
}

export function filtered(principals: readonly Principal[], filters: Filters): Filtered {
  const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown: Principal[] = [];
  let unknown = 0;
  let linked = 0;
  for (const principal of principals) {
    if (!words.every((word) => principal.searched.includes(word)) || !isAsked(principal, filters)) continue;
    const isLeftOut = filters.days !== '' && principal.type === 'service-linked role';
    const verdicts = verdictsOn(principal, isLeftOut ? { ...filters, days: '' } : filters);
    if (verdicts.includes(false)) continue;
    if (isLeftOut) linked += 1;
    else if (verdicts.includes(null)) unknown += 1;
    else shown.push(principal);
  }
  return { shown, unknown, linked };
}

/** By what is known of every principal. */
function isAsked({ accountId, ou, type }: Principal, filters: Filters): boolean {
  return (
    (filters.account === '' || accountId === filters.account) &&
    (filters.ou === '' || ou === filters.ou || ou.startsWith(`${filters.ou}/`)) &&
    (filters.type === '' || type === filters.type)
  );
}

/** By what only a measurement tells; null is not known. */
function verdictsOn(principal: Principal, { state, days, privilege }: Filters): (boolean | null)[] {
  return [
    state === '' || stateOf(principal) === state,
    days === '' || isDormant(principal, Number(days)),
    privilegeOf(principal, privilege),
  ];
}

function privilegeOf({ isAdministrator, unused }: Principal, privilege: string): boolean | null {
  if (privilege === '') return true;
  if (privilege === 'administrator') return isAdministrator;
  return unused === null ? null : unused >= Number(privilege);
}

export function statusOf({ shown, unknown, linked }: Filtered, all: number): string {
  const sentences = [
    `${count(shown.length)} of ${counted(all, 'principal')}`,
    unknown > 0 && `${count(unknown)} more are left out because it is not known whether they match`,
    linked > 0 && `${counted(linked, 'service-linked role')} left out: AWS owns their policies, none is called dormant`,
  ];
  return sentences.filter(Boolean).join('. ');
}
