/** A stored judgement while it is read: `derive` may replace its tables one after the other, and rows of two do not fit together. */
import { UserError } from '../model/errors.js';
import { quoted } from '../model/escape.js';
import { currentJudgement } from './derived-state.js';
import type { AnswerLines, JudgedDates, QueryEngine, QueryOptions, QueryResult } from './engine.js';

export interface ReadJudgement {
  readonly id: string;
  readonly dates: JudgedDates;
}

/** Fails with a UserError where the lake has another judgement by now, or none: what was read may lack rows. */
export async function refuseReplaced(
  engine: QueryEngine,
  { id, dates }: ReadJudgement,
  options: QueryOptions,
): Promise<void> {
  if ((await currentJudgement(engine, dates, options)) === id) return;
  throw new UserError(
    `Cannot read the judgement of ${quoted(dates.snapshotDate)} to its end: another one took its place meanwhile, so rows may be missing or wrong.`,
    { hint: 'Ask again.' },
  );
}

/** The engine, each of whose answers ends with {@link refuseReplaced}, however much of it was taken; without a judgement as it is. */
export function confirming(engine: QueryEngine, judgement: ReadJudgement | undefined): QueryEngine {
  if (judgement === undefined) return engine;
  const { writeCsv, lines } = engine;
  const confirm = (options: QueryOptions = {}) => refuseReplaced(engine, judgement, options);
  return {
    ...engine,
    query: async (sql, parameters, options): Promise<QueryResult> => {
      const answer = await engine.query(sql, parameters, options);
      return { ...answer, pages: confirmed(answer.pages, () => confirm(options)) };
    },
    ...(writeCsv && {
      writeCsv: async (sql, parameters, path, options) => {
        const rows = await writeCsv(sql, parameters, path, options);
        if (rows !== undefined) await confirm(options);
        return rows;
      },
    }),
    ...(lines && {
      lines: async (sql, parameters, format, options): Promise<AnswerLines | undefined> => {
        const answer = await lines(sql, parameters, format, options);
        return answer && { ...answer, pages: confirmed(answer.pages, () => confirm(options)) };
      },
    }),
  };
}

/** A failure of the pages themselves stays as it is. */
async function* confirmed<T>(pages: AsyncIterable<T>, confirm: () => Promise<void>): AsyncGenerator<T, void, void> {
  let hasFailed = false;
  try {
    for await (const page of pages) yield page;
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    if (!hasFailed) await confirm();
  }
}
