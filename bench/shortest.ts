/** What else could be written: names alone, and the shortest prefixes that no other known action has. */
import { matchesAction } from '../src/policy/pattern.js';

/** Characters of a document with these entries in one statement. */
export function sizeOf(entries: readonly string[]): number {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: entries, Resource: '*' }] })
    .length;
}

/** The shortest patterns that name all of `kept` and no other known action, whatever the document named before. */
export function shortestPrefixes(kept: readonly string[], known: ReadonlyMap<string, readonly string[]>): string[] {
  const stays = new Set(kept.map((action) => action.toLowerCase()));
  const services = new Set(kept.map((action) => (action.split(':', 1)[0] as string).toLowerCase()));
  return [...services].flatMap((service) => {
    const actions = known.get(service) ?? [];
    const others = actions.filter((action) => !stays.has(action.toLowerCase()));
    const taken = new Set(others.flatMap((action) => prefixesOf(action.toLowerCase(), service)));
    const own = actions.filter((action) => stays.has(action.toLowerCase())).map((action) => action.toLowerCase());
    return [...new Set(own.map((action) => shortest(action, service, taken)))];
  });
}

/** Wildcards that name one of the new actions though no entry of the old document does. */
export function grantMore(wildcards: readonly string[], entries: readonly string[], newer: readonly string[]): number {
  const foreign = newer.filter((action) => !entries.some((entry) => matchesAction(entry, action)));
  return wildcards.filter((pattern) => foreign.some((action) => matchesAction(pattern, action))).length;
}

function prefixesOf(action: string, service: string): string[] {
  const least = service.length + 1;
  return Array.from({ length: action.length - least + 1 }, (_, at) => action.slice(0, least + at));
}

function shortest(action: string, service: string, taken: ReadonlySet<string>): string {
  const prefix = prefixesOf(action, service).find((beginning) => !taken.has(beginning));
  return prefix === undefined || prefix === action ? action : `${prefix}*`;
}
