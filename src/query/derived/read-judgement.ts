/** A stored judgement while it is read: `derive` may replace its tables one after the other, and rows of two do not fit together. */
import { UserError } from '../../model/errors.js';
import { quoted } from '../../model/escape.js';
import type { AnswerLines, JudgedDates, QueryEngine, QueryOptions, QueryResult } from '../engine/engine.js';
import { currentJudgement } from './derived-state.js';

export interface ReadJudgement {
  readonly id: string;
  readonly dates: JudgedDates;
}

/** Fails with a UserError where the lake has another judgement of a date by now, or none: what was read may lack rows. */
export async function refuseReplaced(
  engine: QueryEngine,
  judgements: readonly ReadJudgement[],
  options: QueryOptions,
): Promise<void> {
  for (const { id, dates } of judgements) {
    if ((await currentJudgement(engine, dates, options)) === id) continue;
    throw new UserError(
      `Cannot read the judgement of ${quoted(dates.snapshotDate)} to its end: another one took its place meanwhile, so rows may be missing or wrong.`,
      { hint: 'Ask again.' },
    );
  }
}

/** The engine, each of whose answers ends with {@link refuseReplaced}, however much of it was taken; without judgements as it is. */
export function confirming(engine: QueryEngine, judgements: readonly ReadJudgement[]): QueryEngine {
  if (judgements.length === 0) return engine;
  const { writeCsv, lines } = engine;
  const confirm = (options: QueryOptions = {}) => refuseReplaced(engine, judgements, options);
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
