/** An engine whose statements and rows are counted as they come. */
import type { QueryEngine } from '../../query/engine/engine.js';
import type { QueryProgress } from './progress.js';

type Watch = Pick<QueryProgress, 'statement' | 'rows'>;

/** The engine, which tells `watch` of each statement that begins and of each page of rows that is read. */
export function watched<E extends QueryEngine>(engine: E, watch: Watch): E {
  const { writeCsv, lines } = engine;
  return {
    ...engine,
    query: async (...asked: Parameters<QueryEngine['query']>) => {
      watch.statement();
      const { columns, pages } = await engine.query(...asked);
      return { columns, pages: countedPages(pages, watch.rows) };
    },
    ...(writeCsv && {
      writeCsv: (...asked: Parameters<typeof writeCsv>) => {
        watch.statement();
        return writeCsv(...asked);
      },
    }),
    ...(lines && {
      lines: async (...asked: Parameters<typeof lines>) => {
        watch.statement();
        const answer = await lines(...asked);
        return answer && { ...answer, pages: countedPages(answer.pages, watch.rows) };
      },
    }),
  };
}

/** The pages; `onRows` hears how many rows each has, before it is read. */
export async function* countedPages<Page extends readonly unknown[]>(
  pages: AsyncIterable<Page>,
  onRows: (rows: number) => void,
): AsyncGenerator<Page> {
  for await (const page of pages) {
    onRows(page.length);
    yield page;
  }
}
