/** The statements of queries/derived, or of others that `readStatement` finds, asked of a lake for what is made of a date. */
import type { QueryEngine, QueryOptions } from '../engine/engine.js';
import { bind } from '../question/bind.js';
import { withDates } from '../question/dates.js';
import { type Question, readDerivation, type StoredJudgements } from '../question/questions.js';
import { storedJudgements } from '../question/stored.js';
import type { Given } from '../question/values.js';
import type { LakeDate } from '../sql/lake-dates.js';
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
