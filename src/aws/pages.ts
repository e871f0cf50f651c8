import { AnswerError } from './failure.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** Marker or token of the next page; undefined: there is none. */
  readonly next: string | undefined;
}

/** How many pages in a row may hold nothing: AWS serves empty pages, but not for ever. */
const MOST_EMPTY_PAGES = 50;

/**
 * All items of a paged call. Pages may be empty and still say that there are more. Fails with AnswerError
 * when a marker comes back that was seen before, or pages without items do not end.
 */
export async function allPages<T>(read: (marker: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  let empty = 0;
  for (let marker: string | undefined; ; ) {
    const page = await read(marker);
    items.push(...page.items);
    if (page.next === undefined) return items;
    empty = page.items.length === 0 ? empty + 1 : 0;
    if (seen.has(page.next)) throw new AnswerError('a page leads back to one read before');
    if (empty > MOST_EMPTY_PAGES) throw new AnswerError(`${empty} empty pages in a row`);
    seen.add(page.next);
    marker = page.next;
  }
}
