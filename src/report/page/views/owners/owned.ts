/** Users and roles by who answers for them. */
import { isDormant, type Principal } from '../principals/principals.js';

/** The users and roles of one owner, summed. */
export interface Owned {
  /** Null: nobody is named. */
  readonly owner: string | null;
  readonly members: readonly Principal[];
  readonly dormant: number;
  /** Of whom it is not known whether they are dormant. */
  readonly unknown: number;
  readonly administrators: number;
  /** Null where nobody was measured. */
  readonly unused: number | null;
  readonly unmeasured: number;
}

/** An owner in an address: apart from whoever has none. */
export function codeOf(owner: string | null): string {
  return owner === null ? 'none' : `is:${owner}`;
}

/** Those with the most unused actions first, whoever has no owner last. */
export function ownedBy(principals: readonly Principal[], days: number): Owned[] {
  const all = [...membersBy(principals)].map(([owner, own]) => summed(owner, own, days));
  return all.toSorted(
    (a, b) => Number(a.owner === null) - Number(b.owner === null) || (b.unused ?? -1) - (a.unused ?? -1),
  );
}

/** Users and roles by owner, null where nobody is named; service-linked roles are nobody's but AWS's. */
export function membersBy(principals: readonly Principal[]): ReadonlyMap<string | null, readonly Principal[]> {
  const members = new Map<string | null, Principal[]>();
  for (const principal of principals) {
    if (principal.type === 'service-linked role') continue;
    const known = members.get(principal.owner);
    if (known) known.push(principal);
    else members.set(principal.owner, [principal]);
  }
  return members;
}

function summed(owner: string | null, members: readonly Principal[], days: number): Owned {
  const unused = members.flatMap((one) => one.unused ?? []);
  const dormancy = members.map((one) => isDormant(one, days));
  return {
    owner,
    members,
    dormant: dormancy.filter((verdict) => verdict === true).length,
    unknown: dormancy.filter((verdict) => verdict === null).length,
    administrators: members.filter(({ isAdministrator }) => isAdministrator === true).length,
    unused: unused.length === 0 ? null : unused.reduce((sum, each) => sum + each, 0),
    unmeasured: members.filter(({ isMeasured }) => !isMeasured).length,
  };
}
