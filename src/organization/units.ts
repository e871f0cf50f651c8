/** Where accounts lie in the tree of organizational units. */
import type { Account as WireAccount } from '@aws-sdk/client-organizations';
import { AnswerError, kindOf } from '../aws/failure.js';
import type { Organizations } from './organizations.js';

/** Ids and names from the root down; a name is null where the caller may not read it. */
export interface Place {
  readonly ids: readonly string[];
  readonly names: readonly (string | null)[];
}

/**
 * The place of every account by its id: from the `Paths` that accounts carry, else from the tree.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export async function placesOf(
  accounts: readonly WireAccount[],
  organizations: Organizations,
): Promise<ReadonlyMap<string, Place>> {
  const ids = new Map(accounts.map((account) => [account.Id, pathOf(account)] as const));
  const missing = accounts.filter((account) => ids.get(account.Id) === undefined);
  if (missing.length > 0) return await walkTree(organizations);
  const paths = [...ids.values()].filter((path) => path !== undefined);
  const names = await namesOf(paths, organizations);
  const places = accounts.map(({ Id = '' }) => {
    const path = ids.get(Id) ?? [];
    return [Id, { ids: path, names: path.map((id) => names.get(id) ?? null) }] as const;
  });
  return new Map(places);
}

/** `o-…/r-…/ou-…/<account>/` without organization and account. */
function pathOf({ Paths }: WireAccount): string[] | undefined {
  const path = Paths?.[0]?.split('/').filter(Boolean).slice(1, -1);
  return path?.length ? path : undefined;
}

/** One call a unit that has units with accounts below it; the leaves need none. */
async function namesOf(
  paths: readonly (readonly string[])[],
  organizations: Organizations,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const parents = new Set(paths.flatMap((path) => path.slice(0, -1)));
  try {
    for (const { Id, Name } of await organizations.roots()) if (Id && Name) names.set(Id, Name);
    for (const parent of parents) {
      for (const { Id, Name } of await organizations.unitsOf(parent)) if (Id && Name) names.set(Id, Name);
    }
  } catch (error) {
    if (kindOf(error) !== 'denied') throw error;
  }
  return names;
}

async function walkTree(organizations: Organizations): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  const open: Place[] = [];
  const seen = new Set<string>();
  for (const { Id, Name } of await organizations.roots()) if (Id) open.push({ ids: [Id], names: [Name ?? null] });
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { ids, names } = place;
    const id = ids.at(-1) as string;
    for (const account of await organizations.accountsOf(id)) if (account.Id) places.set(account.Id, place);
    for (const unit of await organizations.unitsOf(id)) {
      if (!unit.Id) continue;
      if (seen.has(unit.Id)) throw new AnswerError(`OU ${unit.Id} lies in two places`);
      seen.add(unit.Id);
      open.push({ ids: [...ids, unit.Id], names: [...names, unit.Name ?? null] });
    }
  }
  return places;
}
