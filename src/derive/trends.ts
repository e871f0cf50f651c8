/** The table of trends: made by SQL of what is committed, one file a date, that can be rebuilt at any time. */

import type { Row } from '../model/schema.js';
import { derivedTrends } from '../model/tables/derived.js';
import { derivedKey } from '../model/tables.js';
import { allRows } from '../query/all-rows.js';
import type { Cell, QueryEngine, QueryOptions } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { bind } from '../query/question/bind.js';
import { snapshotDates, withDates } from '../query/question/dates.js';
import { readDerivation } from '../query/question/questions.js';
import { readSqlFiles } from '../query/sql-files.js';
import type { Store } from '../store/store.js';
import { columnsOf } from '../tables/columns/rows.js';
import { openEncoder } from '../tables/encoders.js';

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
}

type TrendRow = Row<typeof derivedTrends>;

/** What is there of a date, and what it is to be made of. */
interface Known {
  readonly madeOf: string;
  readonly wasMadeOf: Cell;
  readonly ownerTags: Cell;
}

/**
 * Makes what is missing or stale, oldest first, and tells of each date; `engine` asks the lake in `store`. Fails with a
 * UserError where there is no snapshot.
 */
export async function* deriveTrends(
  store: Store,
  engine: QueryEngine,
  { wants, ownerTags: given, signal }: DeriveOptions,
): AsyncGenerator<DerivedDate, void, void> {
  const ownerTags = given.length > 0 ? given : OWNER_TAGS;
  const dates = await snapshotDates(engine, { signal });
  const known = await knownDates(engine, { signal });
  for (const { date: each } of dates.filter(wants)) {
    signal.throwIfAborted();
    const { madeOf, wasMadeOf, ownerTags: owners } = known.get(each) as Known;
    if (wasMadeOf === madeOf && owners === ownerTags.join(',')) {
      yield { date: each, state: 'current', rows: 0 };
      continue;
    }
    const rows = await trendsOf(engine, each, dates, { madeOf, ownerTags, signal });
    await write(store, each, rows);
    yield { date: each, state: wasMadeOf === null || wasMadeOf === madeOf ? 'made' : 'renewed', rows: rows.length };
  }
}

async function knownDates(engine: QueryEngine, options: QueryOptions): Promise<Map<string, Known>> {
  const state = readSqlFiles('derived/').find(({ name }) => name === 'state');
  if (state === undefined) throw new Error('No queries/derived/state.sql');
  const known = new Map<string, Known>();
  for (const [date, madeOf, wasMadeOf = null, ownerTags = null] of await allRows(engine, state.text, [], options)) {
    known.set(String(date), { madeOf: String(madeOf), wasMadeOf, ownerTags });
  }
  return known;
}

interface Making {
  readonly madeOf: string;
  readonly ownerTags: readonly string[];
  readonly signal: AbortSignal;
}

async function trendsOf(
  engine: QueryEngine,
  date: string,
  dates: readonly LakeDate[],
  { madeOf, ownerTags, signal }: Making,
): Promise<TrendRow[]> {
  const derivation = readDerivation('trends');
  const given = withDates(derivation, { snapshot_date: date, owner_tag: ownerTags }, dates);
  const { sql, parameters } = bind(derivation, given);
  const { columns, pages } = await engine.query(sql, parameters, { signal });
  const rows: TrendRow[] = [];
  for await (const page of pages) {
    for (const cells of page) {
      const named = Object.fromEntries(columns.map(({ name }, at) => [name, plain(cells[at] ?? null)]));
      rows.push({ made_of: madeOf, owner_tags: ownerTags.join(','), ...named } as TrendRow);
    }
  }
  return rows;
}

function plain(cell: Cell): Exclude<Cell, bigint> {
  return typeof cell === 'bigint' ? Number(cell) : cell;
}

async function write(store: Store, date: string, rows: readonly TrendRow[]): Promise<void> {
  const encoder = await openEncoder('arrow');
  const columns = columnsOf(derivedTrends, rows);
  async function* groups() {
    yield columns;
  }
  await store.put(derivedKey(derivedTrends, date), encoder.encode(derivedTrends, groups()));
}
