/** Who owns users and roles, as a tag says. */
import { isDormant, type Principal } from '../principals/principals.js';

/** Tag keys that usually name an owner, as `access-lake derive` takes them. */
const USUAL = ['owner', 'Owner', 'team', 'Team'];

/** The users and roles of one owner, summed. */
export interface Owned {
  /** Null: without the tag. */
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

/** How many have each tag key: keys that usually name an owner first, then the most. */
export function ownerKeysOf(principals: readonly Principal[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { tags } of principals) for (const key of tags().keys()) found.set(key, (found.get(key) ?? 0) + 1);
  const rank = (key: string): number => (USUAL.includes(key) ? USUAL.indexOf(key) : USUAL.length);
  return new Map([...found].toSorted(([a, several], [b, others]) => rank(a) - rank(b) || others - several));
}

/** The key that names owners where nobody chose one; undefined: none of the usual ones is there. */
export function usualKey(keys: ReadonlyMap<string, number>): string | undefined {
  const [first] = keys.keys();
  return first !== undefined && USUAL.includes(first) ? first : undefined;
}

/** An owner in an address: apart from whoever has none, and from a tag without a text. */
export function ownerCode({ tags }: Principal, key: string): string {
  return codeOf(tags().get(key) ?? null);
}

export function codeOf(owner: string | null): string {
  return owner === null ? 'none' : `is:${owner}`;
}

/** Those with the most unused actions first, whoever is without the tag last. */
export function ownedBy(principals: readonly Principal[], key: string, days: number): Owned[] {
  const all = [...membersBy(principals, key)].map(([owner, own]) => summed(owner, own, days));
  return all.toSorted(
    (a, b) => Number(a.owner === null) - Number(b.owner === null) || (b.unused ?? -1) - (a.unused ?? -1),
  );
}

/** Users and roles by the text of a tag, null where they are without it; service-linked roles are nobody's but AWS's. */
export function membersBy(
  principals: readonly Principal[],
  key: string,
): ReadonlyMap<string | null, readonly Principal[]> {
  const members = new Map<string | null, Principal[]>();
  for (const principal of principals) {
    if (principal.type === 'service-linked role') continue;
    const owner = principal.tags().get(key) ?? null;
    const known = members.get(owner);
    if (known) known.push(principal);
    else members.set(owner, [principal]);
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
