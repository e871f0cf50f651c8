/** A few patterns in the place of many actions, at three strengths; none of them names a removed action. */
import type { Pattern } from '../../policy/pattern.js';
import type { Action } from '../evidence/known-actions.js';

/** How much an entry may be shortened: not at all, at the words of a name, at any letter. */
export const COMPRESSIONS = ['none', 'words', 'prefixes'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

export interface Cover {
  /** Actions of one service that stay. */
  readonly kept: readonly Action[];
  /** Those that go. */
  readonly removed: readonly Action[];
  /** The old entry, within which each pattern must lie. */
  readonly entry: Pattern;
}

/** Actions and patterns that name every kept action and no removed one. */
export function compress({ kept, removed, entry }: Cover, compression: Compression): string[] {
  if (compression === 'none') return kept.map(({ name }) => name);
  const [names, gone] = [kept, removed].map((actions) => actions.map(({ key }) => key).sort()) as [string[], string[]];
  const isFree = (prefix: string): boolean =>
    startingWith(gone, prefix.toLowerCase()).next().done === true && entry.holds(`${prefix}*`);
  const patterns: string[] = [];
  const covered = new Set<string>();
  for (const { name, key } of kept) {
    if (covered.has(key)) continue;
    const prefix = prefixOf(name, isFree, compression);
    const before = covered.size;
    covered.add(key);
    if (prefix !== undefined) for (const other of startingWith(names, prefix.toLowerCase())) covered.add(other);
    patterns.push(covered.size === before + 1 ? name : `${prefix}*`);
  }
  return patterns;
}

/** The shortest beginning of the name that no removed action shares and that stays within the entry: a longer one does, too. */
function prefixOf(action: string, isFree: (prefix: string) => boolean, compression: Compression): string | undefined {
  const name = action.indexOf(':') + 1;
  const ends = endsOf(action.slice(name), compression);
  const prefixAt = (place: number): string => action.slice(0, name + (ends[place] as number));
  const place = firstPlace(ends.length, (at) => isFree(prefixAt(at)));
  return place === ends.length ? undefined : prefixAt(place);
}

/** Where a name may be cut: after each of its words (`Get`, `GetBucket`), or after each letter. */
function endsOf(name: string, compression: Compression): number[] {
  const all = Array.from({ length: Math.max(0, name.length - 1) }, (_, at) => at + 1);
  return compression === 'prefixes' ? all : all.filter((end) => /[a-z0-9][A-Z]/.test(name.slice(end - 1, end + 1)));
}

/** Of the sorted texts those that begin so. */
function* startingWith(sorted: readonly string[], beginning: string): Generator<string, void, void> {
  for (
    let at = firstPlace(sorted.length, (place) => (sorted[place] as string) >= beginning);
    sorted[at]?.startsWith(beginning);
    at++
  )
    yield sorted[at] as string;
}

/** The first place from which on it is so; `count`: it is so of none. */
function firstPlace(count: number, isSo: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
