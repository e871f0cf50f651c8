/** The runs of a random world: of all accounts or of some, twice a day, and repairs under an older date. */
import { AFTERNOON, dateOf } from './calendar.js';
import type { Random } from './random.js';

export interface Scope {
  readonly accounts: readonly string[];
  readonly ous: readonly string[];
  readonly exclude: readonly string[];
  readonly thisAccount: boolean;
}

export interface Run {
  /** Sorts by time. */
  readonly id: string;
  readonly date: string;
  /** When its reports are made. */
  readonly at: number;
  readonly scope: Scope;
}

type Planned = Omit<Run, 'id'>;

const WHOLE: Scope = { accounts: [], ous: [], exclude: [], thisAccount: false };

/** Days of the snapshots, the newest (0) first. */
export function snapshotsOf(random: Random): number[] {
  const days = [0];
  const others = random.chance(0.2) ? random.whole(4, 5) : random.whole(random.chance(0.1) ? 0 : 1, 3);
  for (const _ of Array.from({ length: others })) {
    days.push((days.at(-1) as number) + random.one([1, 7, 30, 91, 92, 150]));
  }
  return days;
}

export function runsOf(random: Random, days: readonly number[], accountIds: readonly string[]): Run[] {
  const part = (): Scope => partOf(random, random.one(accountIds));
  const wholeDay = random.one(days);
  const planned = days.flatMap((day): Planned[] => {
    const isWhole = day === wholeDay || random.chance(0.8);
    const runs = [{ date: dateOf(day), at: day, scope: isWhole ? WHOLE : part() }];
    const again = (at: number): void => {
      runs.push({ date: dateOf(day), at, scope: random.chance(0.4) ? WHOLE : part() });
    };
    if (random.chance(0.3)) again(day - AFTERNOON);
    if (day > 0 && random.chance(0.25)) again(day - random.whole(1, Math.min(day, 12)));
    return runs;
  });
  const byTime = planned.toSorted((a, b) => b.at - a.at);
  return byTime.map((run, at) => ({ ...run, id: `r${String(at).padStart(2, '0')}` }));
}

function partOf(random: Random, account: string): Scope {
  return random.one([
    { ...WHOLE, accounts: [account] },
    { ...WHOLE, ous: ['ou-a'] },
    { ...WHOLE, thisAccount: true, accounts: [] },
  ]);
}

/** Moments between the two reports of a day that has them. */
export function momentsBetween(runs: readonly Run[]): number[] {
  const afternoons = runs.filter(({ at }) => !Number.isInteger(at));
  return afternoons.map(({ at }) => at + AFTERNOON / 2);
}

/** Whether its rows name the account, and whether it is to be measured. */
export function isNamedBy({ scope }: Run, accountId: string): boolean {
  return !scope.thisAccount || accountId === THIS_ACCOUNT;
}

const THIS_ACCOUNT = '222222222222';

export function isAskedFor({ scope }: Run, accountId: string, path: string | null): boolean {
  if (scope.accounts.length > 0) return scope.accounts.includes(accountId);
  return scope.ous.length === 0 || scope.ous.some((ou) => path?.split('/').includes(ou) === true);
}
