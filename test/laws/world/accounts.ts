/** Accounts of a random world: they move between OUs, leave and return. */
import type { Period } from './calendar.js';
import { isDuring } from './calendar.js';
import type { Random } from './random.js';

export interface Account {
  readonly id: string;
  /** Where it is from a day on, the first from ever; null: nobody knows. */
  readonly paths: readonly { readonly path: string | null; readonly from: number }[];
  /** When it is of no organization. */
  readonly away: Period;
  readonly isManagement: boolean;
  readonly isSuspended: boolean;
}

const NEVER: Period = { from: -1, until: -1 };

export function accountsOf(random: Random): Account[] {
  const below = random.one(['r-root/ou-a/ou-b', 'r-root/ou-b']);
  const account = (id: string, path: string | null): Account => ({
    ...{ id, isManagement: false, isSuspended: random.chance(0.1) },
    paths: random.chance(0.3)
      ? [at(path), { path: random.one(['r-root/ou-a', below, 'r-root/ou-c']), from: random.whole(0, 150) }]
      : [at(path)],
    away: random.chance(0.25) ? { from: random.whole(1, 150), until: random.one([-1, 0, 6]) } : NEVER,
  });
  return [
    { id: '111111111111', paths: [at('r-root')], away: NEVER, isManagement: true, isSuspended: false },
    { ...account('222222222222', 'r-root/ou-a'), away: NEVER },
    account('333333333333', below),
    account('444444444444', random.chance(0.1) ? null : 'r-root/ou-c'),
  ];
}

function at(path: string | null) {
  return { path, from: 9999 };
}

export function pathOf({ paths }: Account, moment: number): string | null {
  return paths.findLast(({ from }) => from >= moment)?.path ?? null;
}

export function isPresent({ away }: Account, moment: number): boolean {
  return !isDuring(away, moment);
}
