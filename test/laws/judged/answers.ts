/** What questions say today, as items: who, which service, which action. */

import type { Given } from '../../../src/query/question/values.js';
import { type AnswerRow, answerOf } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';
import { rowName } from '../reasons/judgements.js';
import { folded } from '../reasons/oracle/history.js';
import type { Item } from '../reasons/oracle/question.js';
import type { Snapshot } from '../reasons/oracle/snapshot.js';
import { type Listing, namedBy } from './listings.js';

export interface Answer {
  readonly rows: readonly AnswerRow[];
  /** What a row is of, of each row that is of something. */
  readonly items: ReadonlyMap<AnswerRow, Item>;
  /** What it lists, by name: {@link nameOf}. */
  readonly listed: ReadonlyMap<string, Item>;
}

/** Names that differ in case alone are one. */
export function nameOf(item: Item): string {
  return folded(rowName(item));
}

export async function askListing(
  engine: MemoryEngine,
  { question, isListed, subjectOf }: Listing,
  given: Given,
  snapshot: Snapshot,
): Promise<Answer> {
  const rows = await answerOf(engine, question, given);
  const items = new Map(
    rows.flatMap((row) => {
      const subject = subjectOf(row, snapshot);
      return subject ? [[row, { subject, ...namedBy(row) }] as const] : [];
    }),
  );
  const listed = [...items].filter(([row]) => isListed(row)).map(([, item]) => [nameOf(item), item] as const);
  return { rows, items, listed: new Map(listed) };
}
