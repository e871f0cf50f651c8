/** Judges a date of which the lake stores no judgement, for the cache of the user. */
import type { Judge } from '../../query/duckdb/files/kept-judgement.js';
import { failure } from '../failure.js';
import type { QueryProgress } from './progress.js';

export function judging({ phase, note }: Pick<QueryProgress, 'phase' | 'note'>): Judge {
  return {
    write: async ({ store, open }, target, { snapshotDate: date, usesUntil }, options) => {
      const { writeJudgement } = await import('../../query/derived/judgement.js');
      const { signal = new AbortController().signal } = options;
      await writeJudgement(store, target, { date, usesUntil, signal }, open);
    },
    onJudge: (date) => phase(`Judging ${date}, kept for later questions`),
    onFailure: (error) => note(`The judgement is not kept for later questions. ${failure(error).text}`),
  };
}
