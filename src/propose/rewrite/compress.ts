/** A few patterns in the place of many actions, at three strengths; none of them names a removed action. */
import { isWithin } from '../../policy/pattern.js';

/** How much an entry may be shortened: not at all, at the words of a name, at any letter. */
export const COMPRESSIONS = ['none', 'words', 'prefixes'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

export interface Cover {
  /** Actions of one service that stay, as `service:Name`. */
  readonly kept: readonly string[];
  /** Those that go, in lower case. */
  readonly removed: readonly string[];
  /** The old entry, within which each pattern must lie. */
  readonly entry: string;
}

/** Actions and patterns that name every kept action and no removed one. */
export function compress(cover: Cover, compression: Compression): string[] {
  if (compression === 'none') return [...cover.kept];
  const patterns: string[] = [];
  let rest = [...cover.kept];
  for (let [first] = rest; first !== undefined; [first] = rest) {
    const prefix = prefixOf(first, cover, compression);
    const others = prefix === undefined ? rest.slice(1) : without(rest, prefix);
    patterns.push(prefix === undefined || others.length === rest.length - 1 ? first : `${prefix}*`);
    rest = others;
  }
  return patterns;
}

/** The shortest beginning of the name that no removed action shares and that stays within the entry. */
function prefixOf(action: string, { removed, entry }: Cover, compression: Compression): string | undefined {
  const name = action.indexOf(':') + 1;
  for (const end of endsOf(action.slice(name), compression)) {
    const prefix = action.slice(0, name + end);
    const lower = prefix.toLowerCase();
    if (removed.some((other) => other.startsWith(lower))) continue;
    if (isWithin(`${prefix}*`, entry)) return prefix;
  }
  return undefined;
}

/** Where a name may be cut: after each of its words (`Get`, `GetBucket`), or after each letter. */
function endsOf(name: string, compression: Compression): number[] {
  const all = Array.from({ length: name.length - 1 }, (_, at) => at + 1);
  return compression === 'prefixes' ? all : all.filter((end) => /[a-z0-9][A-Z]/.test(name.slice(end - 1, end + 1)));
}

/** The actions that do not begin so. */
function without(actions: readonly string[], prefix: string): string[] {
  const lower = prefix.toLowerCase();
  return actions.filter((action) => !action.toLowerCase().startsWith(lower));
}
