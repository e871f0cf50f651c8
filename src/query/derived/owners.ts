/** The table of owners: who answers for each account, user and role of a date. */
import type { Row } from '../../model/schema.js';
import type { derivedOwners } from '../../model/tables/derived.js';
import type { QueryEngine } from '../engine/engine.js';
import { bind } from '../question/bind.js';
import { readDerivation } from '../question/questions.js';
import { ownersJudgedBy } from '../question/stored.js';
import { ownersKey } from './derived-state.js';
import { type Making, ownersGiven } from './making.js';
import { plainRow } from './plain-row.js';

export type OwnerRow = Row<typeof derivedOwners>;

/** As the pages of the answer come: memory is one page. */
export async function* ownersOf(
  engine: QueryEngine,
  { date, owners, signal }: Pick<Making, 'date' | 'owners' | 'signal'>,
): AsyncGenerator<readonly OwnerRow[], void, void> {
  const made = { owner_tags: ownersKey(owners), judged_by: ownersJudgedBy(date) };
  const { sql, parameters } = bind(readDerivation('owners'), { snapshot_date: date, ...ownersGiven(owners) });
  const { columns, pages } = await engine.query(sql, parameters, { signal });
  for await (const page of pages) yield page.map((cells) => ({ ...made, ...plainRow(columns, cells) }) as OwnerRow);
}
