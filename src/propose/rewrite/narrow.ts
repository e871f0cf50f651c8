/** One entry of an Action list, narrowed to what may stay. */
import { isWithin, matchesAction } from '../../policy/pattern.js';
import { type Compression, compress } from './compress.js';
import { type Action, hasWildcard, type KnownActions } from './known-actions.js';

/** Names in lower case of the actions that go. */
export type Removed = ReadonlySet<string>;

/** What is in the place of the entry: itself where nothing of it goes, nothing where all of it goes. */
export function narrow(entry: string, known: KnownActions, removed: Removed, compression: Compression): string[] {
  if (!hasWildcard(entry)) return removed.has(entry.toLowerCase()) ? [] : [entry];
  const named = known.named(entry);
  if (!named.some(({ key }) => removed.has(key))) return [entry];
  return [...byService(named, removed)].flatMap(([service, { kept, gone }]) => {
    if (kept.length === 0) return [];
    const whole = gone.length === 0 ? wholeService(entry, service, kept) : undefined;
    return whole === undefined ? compress({ kept, removed: gone, entry }, compression) : [whole];
  });
}

interface Fate {
  /** Names of what stays. */
  readonly kept: string[];
  /** Of what goes, in lower case. */
  readonly gone: string[];
}

/** What becomes of the actions of each service; those of one mostly follow each other. */
function byService(actions: readonly Action[], removed: Removed): Map<string, Fate> {
  const fates = new Map<string, Fate>();
  let [last, fate]: [string | undefined, Fate] = [undefined, { kept: [], gone: [] }];
  for (const { name, key, service } of actions) {
    if (service !== last) {
      [last, fate] = [service, fates.get(service) ?? { kept: [], gone: [] }];
      fates.set(service, fate);
    }
    if (removed.has(key)) fate.gone.push(key);
    else fate.kept.push(name);
  }
  return fates;
}

/**
 * What the entry says of one service of which nothing goes: `s3:*` of `*`, `s3:Get*` of `*:Get*`. Undefined: no one pattern
 * is known to say it, as of `*a*r*`, whose letters may stand on both sides of the colon.
 */
function wholeService(entry: string, service: string, kept: readonly string[]): string | undefined {
  const ownPart = entry.slice(entry.indexOf(':') + 1);
  return [`${service}:*`, `${service}:${ownPart}`].find(
    (pattern) => isWithin(pattern, entry) && kept.every((action) => matchesAction(pattern, action)),
  );
}
