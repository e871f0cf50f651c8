/** A smaller document that fits the size which IAM allows it. */
import type { PolicyDocument } from '../../policy/document.js';
import { compactLength } from '../../policy/json.js';
import { type KnownActions, serviceOf } from '../evidence/known-actions.js';
import { COMPRESSIONS, type Compression } from './compress.js';
import { edited, isEditable } from './edit.js';
import { Narrower, type Removed, Shares } from './narrow.js';

export interface Fitted {
  /** Null: nothing is left. */
  readonly text: string | null;
  readonly compression: Compression;
  /** Those that could go in this form. */
  readonly removed: Removed;
  /** Services that stay whole though some of their actions could go: without them it would not fit. */
  readonly keptWhole: readonly string[];
  readonly fits: boolean;
}

/** The least compression that fits `limit` characters; then the services that cost most for what they remove stay whole. */
export function fit(document: PolicyDocument, known: KnownActions, removed: Removed, limit: number): Fitted {
  if (removed.size === 0) {
    const fits = sizeOf(document.text) <= limit;
    return { text: document.text, compression: 'none', removed, keptWhole: [], fits };
  }
  const shares = new Shares(known, removed);
  const narrowers = new Map(COMPRESSIONS.map((compression) => [compression, new Narrower(shares, compression)]));
  const write = (narrower: Narrower, staying: ReadonlySet<string>): string | null =>
    edited(document, (entry) => narrower.narrow(entry, staying));
  for (const [compression, narrower] of narrowers) {
    const text = write(narrower, new Set());
    if (sizeOf(text) <= limit) return { text, compression, removed, keptWhole: [], fits: true };
  }
  const shortest = narrowers.get('prefixes') as Narrower;
  const costly = byCost(document, shortest);
  const without = (count: number): Tried => {
    const keptWhole = costly.slice(0, count);
    const staying = new Set(keptWhole);
    const text = write(shortest, staying);
    const isSomeGone = some(removed, (action) => !staying.has(serviceOf(action)));
    return { text, keptWhole, fits: isSomeGone && sizeOf(text) <= limit };
  };
  const tried = leastThatFits(costly.length, without) ?? without(0);
  const staying = new Set(tried.keptWhole);
  const own = new Set([...removed].filter((action) => !staying.has(serviceOf(action))));
  return { ...tried, compression: 'prefixes', removed: own };
}

type Tried = Pick<Fitted, 'text' | 'keptWhole' | 'fits'>;

/** Of 1 to `most` services that stay whole the fewest with which it fits, by halving. */
function leastThatFits(most: number, without: (count: number) => Tried): Tried | undefined {
  let best: Tried | undefined;
  for (let [low, high] = [1, most - 1]; low <= high; ) {
    const middle = Math.floor((low + high) / 2);
    const tried = without(middle);
    if (tried.fits) [best, high] = [tried, middle - 1];
    else low = middle + 1;
  }
  return best;
}

function some(actions: Removed, holds: (action: string) => boolean): boolean {
  for (const action of actions) if (holds(action)) return true;
  return false;
}

function sizeOf(text: string | null): number {
  return text === null ? 0 : compactLength(text);
}

/** Services by what their narrowed entries cost for each action that they remove, the dearest first. */
function byCost(document: PolicyDocument, narrower: Narrower): string[] {
  const growth = new Map<string, number>();
  const count = new Map<string, number>();
  for (const entry of document.statements.filter(isEditable).flatMap(({ actions }) => actions?.values ?? [])) {
    const patterns = narrower.narrow(entry, new Set());
    if (patterns.length === 1 && patterns[0] === entry) continue;
    for (const pattern of patterns) add(growth, serviceOf(pattern.toLowerCase()), pattern.length + 3);
    for (const [service, gone] of narrower.goneOf(entry)) if (gone > 0) add(count, service, gone);
  }
  const ratio = (service: string): number => (growth.get(service) ?? 0) / (count.get(service) ?? 1);
  return [...count.keys()].sort((a, b) => ratio(b) - ratio(a) || (a < b ? -1 : 1));
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
