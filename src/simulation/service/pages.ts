/** Pages of a list: opaque markers, bound to what they belong to, and the faults of paging. */
import type { Call } from './call.js';

/** Something that is listed; keys ascend by code unit, so that a page continues where the last one ended. */
export interface Keyed {
  readonly key: string;
}

export interface Position {
  /** The operation and what else the marker belongs to, such as a job. */
  readonly boundTo: string;
  /** Key of the last entry that was served; empty: the beginning. */
  readonly after: string;
  /** Not an entry, but something that makes a marker unlike others. */
  readonly note: number;
}

export interface Page<T> {
  readonly entries: readonly T[];
  /** Null: it is the last one. */
  readonly marker: string | null;
}

/** The note of a marker that leads to a page without entries. */
export const GAP = -1;

export function markerOf({ boundTo, after, note }: Position): string {
  return Buffer.from(JSON.stringify([boundTo, after, note])).toString('base64');
}

/** What a marker says; null: it is none of ours. */
export function positionOf(marker: string): Position | null {
  try {
    const [boundTo, after, note] = JSON.parse(Buffer.from(marker, 'base64').toString());
    return typeof after === 'string' ? { boundTo, after, note } : null;
  } catch {
    return null;
  }
}

/** The page of at most `maxItems` entries that begins after a position. */
export function pageOf<T extends Keyed>(
  all: readonly T[],
  maxItems: number,
  position: Position,
  { faults, subject }: Pick<Call, 'faults' | 'subject'>,
): Page<T> {
  const small = faults.strike(['small-pages'], subject);
  const length = small ? Math.min(maxItems, small.size ?? 3) : maxItems;
  const start = firstAfter(all, position.after);
  const again = markerOf({ ...position, note: 0 });
  if (start < all.length && faults.strike(['empty-page'], subject)) return { entries: [], marker: again };
  const entries = all.slice(start, start + length);
  if (entries.length > 0 && faults.strike(['duplicate-page', 'repeat-page'], subject))
    return { entries, marker: again };
  const after = entries.at(-1)?.key ?? position.after;
  if (start + length < all.length) return { entries, marker: markerOf({ ...position, after, note: 0 }) };
  const isEndless = faults.strike(['endless-marker'], subject) !== undefined;
  return { entries, marker: isEndless ? markerOf({ ...position, after, note: position.note + 1 }) : null };
}

/** Where the first entry after a key stands, by halves. */
function firstAfter(all: readonly Keyed[], key: string): number {
  let low = 0;
  for (let high = all.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((all[middle] as Keyed).key > key) high = middle;
    else low = middle + 1;
  }
  return low;
}
