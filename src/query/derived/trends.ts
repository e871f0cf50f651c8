/** The tables of trends, of the worklist, of owners and of the judgement: made by SQL of what is committed, one file a date, that can be rebuilt at any time. */

import { derivedOwners, derivedTrends, derivedWorklist } from '../../model/tables/derived.js';
import { derivedJudgements } from '../../model/tables/judged.js';
import { type DerivedTable, derivedKey } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { duckdbEngine } from '../duckdb/engine.js';
import { allRows } from '../engine/all-rows.js';
import type { QueryEngine, QueryOptions } from '../engine/engine.js';
import { refuseWithoutFacts, snapshotDates } from '../question/dates.js';
import { knownOwnerEntries } from '../question/known-names.js';
import { ownersJudgedBy, trendsJudgedBy, worklistJudgedBy } from '../question/stored.js';
import { type LakeDate, usesUntil, wholeBefore } from '../sql/lake-dates.js';
import { type DerivedState, derivedStates, isMadeOf, ownersKey } from './derived-state.js';
import { renewHistory } from './history.js';
import { askJudgement, type OpenLake, writeJudgement } from './judgement.js';
import type { Making } from './making.js';
import { ownersOf } from './owners.js';
import { trendsOf } from './trend-rows.js';
import { worklistOf } from './worklist.js';
import { write } from './write.js';

/** Tags that name an owner, where nobody says which: the first that a principal has counts. */
export const OWNER_TAGS: readonly string[] = ['owner', 'Owner', 'team', 'Team'];

export interface DeriveOptions {
  /** The dates that are wanted. */
  readonly wants: (date: LakeDate) => boolean;
  /** Empty: `owner`, `Owner`, `team`, `Team`. */
  readonly ownerTags: readonly string[];
  /** Of a file, as src/decisions/owners-file.ts writes them. */
  readonly ownerEntries?: readonly string[];
  readonly signal: AbortSignal;
  /** Opens the lake once more, to judge a date and to read what was written; default: with the usual cache. */
  readonly open?: OpenLake;
  /** Called once, before the first date, with a dry run of every statement that the work will ask; nothing is written. */
  readonly beforeWork?: (dryRun: (engine: QueryEngine) => Promise<void>) => Promise<void>;
  /** Told before the work on a date that is missing or stale. */
  readonly onDate?: (date: string, at: number, of: number) => void;
}

/** `made`: there were none, or they were of other owners or statements; `renewed`: they were made of other runs than the lake has now. */
export type DateState = 'made' | 'renewed' | 'current';

export interface DerivedDate {
  readonly date: string;
  readonly state: DateState;
  readonly rows: number;
  /** How many tags name an owner, of users, roles and accounts, where its trends were made; else undefined. */
  readonly owners: number | undefined;
}

/**
 * Makes what is missing or stale, oldest first, and tells of each date: the trends; the worklist of the newest that is
 * wanted and of those that have it; the judgement, with its owners, of these and of the snapshot of all accounts before the newest; at the end the one file of all dates. `engine` asks the lake in `store`. Fails with a UserError where there is no snapshot.
 */
export async function* deriveTrends(
  store: Store,
  engine: QueryEngine,
  {
    wants,
    ownerTags: given,
    ownerEntries = [],
    signal,
    open = (options) => duckdbEngine(store, options),
    beforeWork,
    onDate,
  }: DeriveOptions,
): AsyncGenerator<DerivedDate, void, void> {
  const dates = await snapshotDates(engine, { signal });
  const newest = (dates.at(-1) as LakeDate).date;
  await refuseWithoutFacts(engine, newest, { signal });
  const entries = await knownOwnerEntries(engine, ownerEntries, newest, { signal });
  const owners = { tags: given.length > 0 ? given : OWNER_TAGS, entries };
  const states = await derivedStates(engine, { signal });
  const keys = new Set<string>();
  for (const table of [derivedWorklist, derivedJudgements]) for (const key of await keysOf(store, table)) keys.add(key);
  const tasks = tasksOf(dates, { states, keys }, dates.filter(wants), { owners, signal });
  await beforeWork?.((other) => dryRun(other, dates, tasks));
  let asked: QueryEngine & { close?(): Promise<void> } = engine;
  try {
    for (const [at, { making, made, ...has }] of tasks.entries()) {
      signal.throwIfAborted();
      const { date } = making;
      if (Object.values(has).includes(false)) onDate?.(date, at + 1, tasks.length);
      let rows = 0;
      if (!has.hasJudgement) {
        if (asked !== engine) await asked.close?.(); // before the work: what it keeps takes memory
        asked = engine;
        rows += await writeJudgement(store, store, making, open);
        asked = await open(); // sees the tables of the judgement, which the rest reads
      }
      rows += await writeOthers(store, asked, dates, { making, ...has });
      const tagged = has.hasTrends ? undefined : await ownerTagsOf(engine, date, owners.tags, { signal });
      yield { date, state: rows === 0 ? 'current' : made, rows, owners: tagged };
    }
  } finally {
    if (asked !== engine) await asked.close?.();
  }
  await renewHistory(store, { signal });
}

/** Writes the tables of a date but those of its judgement, and says how many rows they have. */
async function writeOthers(
  store: Store,
  engine: QueryEngine,
  dates: readonly LakeDate[],
  { making, hasTrends, hasWorklist, hasOwners }: Omit<Task, 'made' | 'hasJudgement'>,
): Promise<number> {
  const { date } = making;
  let rows = hasTrends ? 0 : await write(store, derivedTrends, date, [await trendsOf(engine, dates, making)]);
  if (!hasWorklist) rows += await write(store, derivedWorklist, date, [await worklistOf(engine, dates, making)]);
  if (!hasOwners) rows += await write(store, derivedOwners, date, ownersOf(engine, making));
  return rows;
}

/** What is to be done for one date. */
interface Task {
  readonly making: Making;
  readonly made: 'made' | 'renewed';
  readonly hasTrends: boolean;
  readonly hasWorklist: boolean;
  readonly hasOwners: boolean;
  readonly hasJudgement: boolean;
}

function tasksOf(
  dates: readonly LakeDate[],
  { states, keys }: { readonly states: ReadonlyMap<string, DerivedState>; readonly keys: ReadonlySet<string> },
  wanted: readonly LakeDate[],
  asked: Pick<Making, 'owners' | 'signal'>,
): Task[] {
  const newest = wanted.at(-1)?.date ?? '';
  const judged = judgedDates(dates, wanted, keys);
  return wanted.map(({ date }) => {
    const { madeOf, trends, worklist, owners, isJudged } = states.get(date) as DerivedState;
    const before = wholeBefore(dates, date);
    const comparedMadeOf = before === undefined ? null : (states.get(before) as DerivedState).madeOf;
    const making = {
      ...asked,
      date,
      before,
      madeOf,
      comparedMadeOf,
      usesUntil: usesUntil(date, dates),
      readsStored: true,
    };
    const isNewest = date === newest;
    const wantsWorklist = isNewest || keys.has(derivedKey(derivedWorklist, date));
    const wantsJudgement = judged.includes(date);
    return {
      making,
      made: trends.madeOf === null || trends.madeOf === madeOf ? 'made' : 'renewed',
      hasTrends: isMadeOf(trends, making) && trends.judgedBy === trendsJudgedBy(date),
      hasWorklist: !wantsWorklist || (isMadeOf(worklist, making) && worklist.judgedBy === worklistJudgedBy(date)),
      hasOwners:
        !wantsJudgement || (owners.owners === ownersKey(asked.owners) && owners.judgedBy === ownersJudgedBy(date)),
      hasJudgement: !wantsJudgement || isJudged,
    };
  });
}

/** The wanted dates that are to be judged: the newest of them, the snapshot of all accounts before it, and those that have a judgement. */
export function judgedDates(
  dates: readonly LakeDate[],
  wanted: readonly LakeDate[],
  keys: ReadonlySet<string>,
): readonly string[] {
  const newest = wanted.at(-1)?.date ?? '';
  const usual = [newest, wholeBefore(dates, newest)];
  return wanted
    .map(({ date }) => date)
    .filter((date) => usual.includes(date) || keys.has(derivedKey(derivedJudgements, date)));
}

/** Of the files that are there, whether they can be read or not. */
export async function keysOf(store: Store, { folder }: DerivedTable): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { key } of store.list(`${folder}/`)) keys.add(key);
  return keys;
}

/** Asks what each date would ask, and writes nothing. */
async function dryRun(engine: QueryEngine, dates: readonly LakeDate[], tasks: readonly Task[]): Promise<void> {
  for (const { making, hasTrends, hasWorklist, hasOwners, hasJudgement } of tasks) {
    const { date, owners, signal } = making;
    if (!hasTrends) await trendsOf(engine, dates, making);
    if (!hasWorklist) await worklistOf(engine, dates, making);
    if (!hasTrends) await ownerTagsOf(engine, date, owners.tags, { signal });
    if (!hasOwners) for await (const _ of ownersOf(engine, making));
    if (!hasJudgement) await askJudgement(engine, making);
  }
}

/** How many tags of the date are one of these, of users, roles and accounts. */
async function ownerTagsOf(
  engine: QueryEngine,
  date: string,
  ownerTags: readonly string[],
  options: QueryOptions,
): Promise<number> {
  const among = `snapshot_date = ? AND tag_key IN (${ownerTags.map(() => '?').join(', ')})`;
  const sql = `SELECT count(*) FROM snapshot_tags WHERE ${among}
    UNION ALL SELECT count(*) FROM snapshot_account_tags WHERE ${among}`;
  const counts = await allRows(engine, sql, [date, ...ownerTags, date, ...ownerTags], options);
  return counts.reduce((sum, [count]) => sum + Number(count), 0);
}
