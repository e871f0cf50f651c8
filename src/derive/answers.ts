/** The statements of queries/derived, or of others that `readStatement` finds, asked of a lake for what is made of a date. */
import type { QueryEngine, QueryOptions } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { bind } from '../query/question/bind.js';
import { withDates } from '../query/question/dates.js';
import { type Question, readDerivation, type StoredJudgements } from '../query/question/questions.js';
import { storedJudgements } from '../query/question/stored.js';
import type { Given } from '../query/question/values.js';
import { type Making, ownersGiven } from './making.js';
import { type PlainRow, plainRow } from './plain-row.js';

/** A statement by its name, with the dates that it takes besides those of the making. */
export type Answer = (name: string, given: Given) => Promise<PlainRow[]>;

export function answersOf(
  engine: QueryEngine,
  dates: readonly LakeDate[],
  { usesUntil, owners, signal, readsStored }: Pick<Making, 'usesUntil' | 'owners' | 'readsStored'> & QueryOptions,
  readStatement: (name: string, stored?: StoredJudgements) => Question = readDerivation,
): Answer {
  return async (name, given) => {
    const earlierDate = given.earlier_date === undefined ? undefined : String(given.earlier_date);
    const judged = { snapshotDate: String(given.snapshot_date), usesUntil, earlierDate };
    const options = signal ? { signal } : {};
    const read = readsStored ? await storedJudgements(engine, judged, options) : undefined;
    const derivation = readStatement(name, read && { ...read.stored, isCopied: true });
    const all = { ...given, uses_until: usesUntil, ...ownersGiven(owners) };
    const { sql, parameters } = bind(derivation, withDates(derivation, all, dates));
    const { columns, pages } = await engine.query(sql, parameters, options);
    const rows: PlainRow[] = [];
    for await (const page of pages) rows.push(...page.map((cells) => plainRow(columns, cells)));
    await read?.confirm();
    return rows;
  };
}
