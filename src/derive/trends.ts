/** The tables of trends and of the worklist: made by SQL of what is committed, one file a date, that can be rebuilt at any time. */

import type { Row } from '../model/schema.js';
import { derivedTrends, derivedWorklist } from '../model/tables/derived.js';
import { type DerivedTable, derivedKey } from '../model/tables.js';
import { allRows } from '../query/all-rows.js';
import type { Cell, QueryEngine, QueryOptions } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { bind } from '../query/question/bind.js';
import { snapshotDates, usesUntil, withDates } from '../query/question/dates.js';
import { readDerivation } from '../query/question/questions.js';
import { readSql } from '../query/sql-files.js';
import type { Store } from '../store/store.js';
import { columnsOf } from '../tables/columns/rows.js';
import { openEncoder } from '../tables/encoders.js';
import { renewHistory } from './history.js';
import { plainRow } from './plain-row.js';
import { worklistOf } from './worklist.js';

/** Tags that name an owner, where nobody says which: the first that a principal has counts. */
const OWNER_TAGS: readonly string[] = ['owner', 'Owner', 'team', 'Team'];

export interface DeriveOptions {
  /** The dates that are wanted. */
  readonly wants: (date: LakeDate) => boolean;
  /** Empty: `owner`, `Owner`, `team`, `Team`. */
  readonly ownerTags: readonly string[];
  readonly signal: AbortSignal;
}

/** `made`: there were none, or they were of other owners; `renewed`: they were made of other runs than the lake has now. */
export type DerivedState = 'made' | 'renewed' | 'current';

export interface DerivedDate {
  readonly date: string;
  readonly state: DerivedState;
  readonly rows: number;
  /** How many owners its tags name, where its trends were made; else undefined. */
  readonly owners: number | undefined;
}

type TrendRow = Row<typeof derivedTrends>;

/** What is there of a date, and what it is to be made of. */
interface Known {
  readonly madeOf: string;
  readonly trendsMadeOf: Cell;
  readonly ownerTags: Cell;
  readonly worklistMadeOf: Cell;
}

interface Making {
  readonly madeOf: string;
  /** The date until which uses count. */
  readonly usesUntil: string;
  readonly ownerTags: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Makes what is missing or stale, oldest first, and tells of each date: the trends, and the worklist of the newest that is
 * wanted and of those that have one; at the end the one file of all dates. `engine` asks the lake in `store`. Fails with a UserError where there is no snapshot.
 */
export async function* deriveTrends(
  store: Store,
  engine: QueryEngine,
  { wants, ownerTags: given, signal }: DeriveOptions,
): AsyncGenerator<DerivedDate, void, void> {
  const ownerTags = given.length > 0 ? given : OWNER_TAGS;
  const dates = await snapshotDates(engine, { signal });
  const known = await knownDates(engine, { signal });
  const wanted = dates.filter(wants);
  for (const { date } of wanted) {
    signal.throwIfAborted();
    const { madeOf, trendsMadeOf, ownerTags: owners, worklistMadeOf } = known.get(date) as Known;
    const making = { madeOf, usesUntil: usesUntil(date, dates), ownerTags, signal };
    const isCurrent = trendsMadeOf === madeOf && owners === ownerTags.join(',');
    const trends = isCurrent ? undefined : await trendsOf(engine, date, dates, making);
    let rows = trends === undefined ? 0 : await write(store, derivedTrends, date, trends);
    const hasWorklist = date === wanted.at(-1)?.date || worklistMadeOf !== null;
    if (hasWorklist && worklistMadeOf !== madeOf) {
      rows += await write(store, derivedWorklist, date, await worklistOf(engine, date, making));
    }
    const made = trendsMadeOf === null || trendsMadeOf === madeOf ? 'made' : 'renewed';
    yield { date, state: rows === 0 ? 'current' : made, rows, owners: trends?.filter(namesOwner).length };
  }
  await renewHistory(store, { signal });
}

function namesOwner({ dimension, subject }: TrendRow): boolean {
  return dimension === 'owner' && subject !== null;
}

async function knownDates(engine: QueryEngine, options: QueryOptions): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (const [date, madeOf, ...made] of await allRows(engine, readSql('derived/', 'state'), [], options)) {
    const [trendsMadeOf = null, ownerTags = null, worklistMadeOf = null] = made;
    known.set(String(date), { madeOf: String(madeOf), trendsMadeOf, ownerTags, worklistMadeOf });
  }
  return known;
}

async function trendsOf(
  engine: QueryEngine,
  date: string,
  dates: readonly LakeDate[],
  { madeOf, usesUntil: until, ownerTags, signal }: Making,
): Promise<TrendRow[]> {
  const derivation = readDerivation('trends');
  const given = withDates(derivation, { snapshot_date: date, uses_until: until, owner_tag: ownerTags }, dates);
  const { sql, parameters } = bind(derivation, given);
  const { columns, pages } = await engine.query(sql, parameters, { signal });
  const rows: TrendRow[] = [];
  for await (const page of pages) {
    for (const cells of page) {
      rows.push({ made_of: madeOf, owner_tags: ownerTags.join(','), ...plainRow(columns, cells) } as TrendRow);
    }
  }
  return rows;
}

/** Writes the file of the date, and says how many rows it has. */
async function write<T extends DerivedTable>(
  store: Store,
  table: T,
  date: string,
  rows: readonly Row<T>[],
): Promise<number> {
  const encoder = await openEncoder('arrow');
  const columns = columnsOf(table, rows);
  async function* groups() {
    yield columns;
  }
  await store.put(derivedKey(table, date), encoder.encode(table, groups()));
  return rows.length;
}
