/** One entry of an Action list, narrowed to what may stay. */
import { isWithin } from '../../policy/pattern.js';
import { type Compression, compress } from './compress.js';
import { hasWildcard, type KnownActions, lowerOf, serviceOf } from './known-actions.js';

/** Names in lower case of the actions that go. */
export type Removed = ReadonlySet<string>;

/** What is in the place of the entry: itself where nothing of it goes, nothing where all of it goes. */
export function narrow(entry: string, known: KnownActions, removed: Removed, compression: Compression): string[] {
  const named = known.named(entry);
  const isRemoved = (action: string): boolean => removed.has(lowerOf(action));
  if (!hasWildcard(entry)) return removed.has(entry.toLowerCase()) ? [] : [entry];
  if (!named.some(isRemoved)) return [entry];
  return [...byService(named)].flatMap(([service, actions]) => {
    const kept = actions.filter((action) => !isRemoved(action));
    const gone = actions.filter(isRemoved);
    if (kept.length === 0) return [];
    const whole = gone.length === 0 ? wholeService(entry, service) : undefined;
    return whole === undefined ? compress({ kept, removed: gone, entry }, compression) : [whole];
  });
}

function byService(actions: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const action of actions) {
    const service = serviceOf(action);
    const group = groups.get(service);
    if (group) group.push(action);
    else groups.set(service, [action]);
  }
  return groups;
}

/** What the entry says of one service of which nothing goes: `s3:*` of `*`, `s3:Get*` of `*:Get*`. */
function wholeService(entry: string, service: string): string | undefined {
  const ownPart = entry.slice(entry.indexOf(':') + 1);
  return [`${service}:*`, `${service}:${ownPart}`].find((pattern) => isWithin(pattern, entry));
}
