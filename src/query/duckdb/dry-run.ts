/** A dry run: which files of a lake some work would read, found before it is done. */
import type { QueryEngine } from '../engine/engine.js';
import type { DuckdbEngine } from './open-tables.js';

/**
 * Keys of the files that the statements of `work` read. It is given an engine that answers with no rows what reads a file,
 * and the rest, such as the dates of the lake, as it is.
 */
export async function filesReadBy(
  engine: DuckdbEngine,
  work: (engine: QueryEngine) => Promise<unknown>,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  await work({
    name: engine.name,
    query: async (sql, parameters, options) => {
      const read = await engine.reads(sql, parameters);
      if (read.length === 0) return engine.query(sql, parameters, options);
      for (const key of read) keys.add(key);
      return { columns: [], pages: NO_PAGES };
    },
    close: async () => undefined,
  });
  return keys;
}

const NO_PAGES: AsyncIterable<never> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
};
