/** An engine that asks each statement once: of a lake that several reports are made of. */
import type { Cell, QueryEngine, QueryResult, ResultColumn } from '../../src/query/engine/engine.js';

type Page = readonly (readonly Cell[])[];

export function remembered(engine: QueryEngine): QueryEngine {
  const answers = new Map<string, Promise<Read>>();
  return {
    ...engine,
    query: async (sql, parameters, options) => {
      const key = JSON.stringify([sql, parameters]);
      const asked = answers.get(key) ?? engine.query(sql, parameters, options).then(read);
      answers.set(key, asked);
      const { columns, pages } = await asked;
      return { columns, pages: again(pages) };
    },
  };
}

interface Read {
  readonly columns: readonly ResultColumn[];
  readonly pages: readonly Page[];
}

async function read({ columns, pages }: QueryResult): Promise<Read> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return { columns, pages: all };
}

async function* again(pages: readonly Page[]): AsyncGenerator<Page> {
  yield* pages;
}
