/** What the derived tables of each date were made of, and whether that is what they would be made of now. */

import { sha256Of } from '../../tools/sha256.js';
import { allRows } from '../engine/all-rows.js';
import type { Cell, JudgedDates, QueryEngine, QueryOptions } from '../engine/engine.js';
import { type LakeDate, madeBetween } from '../sql/lake-dates.js';
import { judgementIdOf } from '../sql/models.js';
import { sqlOn } from '../sql/raw-tables.js';
import { readSql } from '../sql/sql-files.js';

/** Who names owners. */
export interface Owners {
  /** At least one. */
  readonly tags: readonly string[];
  /** Of a file, as src/decisions/owners-file.ts writes them, with the IDs of accounts and OUs. */
  readonly entries: readonly string[];
}

/** The column `owner_tags`: rows of other owners are made anew. */
export function ownersKey({ tags, entries }: Owners): string {
  const file = sha256Of(entries.join('\n')).slice(0, 16);
  return [tags.join(','), ...(entries.length > 0 ? [`file ${file}`] : [])].join('; ');
}

/** What the file of a date was made of; all null: there is none. */
export interface Made {
  readonly madeOf: Cell;
  readonly comparedMadeOf: Cell;
  readonly owners: Cell;
}

/** Of a file by whose statements; null: there is none. */
export interface Judged extends Made {
  readonly judgedBy: Cell;
}

export interface DerivedState {
  /** What the files of the date would be made of now. */
  readonly madeOf: string;
  readonly trends: Judged;
  readonly worklist: Judged;
  /** Whether its judgement is there and of the runs, files and statements of now. */
  readonly isJudged: boolean;
  readonly owners: MadeOwners;
}

/** Who named the owners beside the current judgement of a date, and by which statements; both null: there are none. */
export interface MadeOwners {
  readonly owners: Cell;
  readonly judgedBy: Cell;
}

export interface WorklistState extends Pick<DerivedState, 'madeOf' | 'worklist'> {
  readonly comparedMadeOf: string | null;
}

/** By date. */
export async function derivedStates(engine: QueryEngine, options: QueryOptions): Promise<Map<string, DerivedState>> {
  const states = new Map<string, DerivedState>();
  const rows = await allRows(engine, sqlOn(engine, readSql('derived/', 'state')), [], options);
  for (const [date, madeOf, ...rest] of rows) {
    const [trends, worklist] = [judgedOf(rest.slice(0, JUDGED)), judgedOf(rest.slice(JUDGED, 2 * JUDGED))];
    const [judgement = null, ownersOf = null, ownersBy = null] = rest.slice(2 * JUDGED);
    states.set(String(date), {
      madeOf: String(madeOf),
      trends,
      worklist,
      isJudged: judgement === 'current',
      owners: { owners: ownersOf, judgedBy: ownersBy },
    });
  }
  return states;
}

/** Columns of {@link judgedOf}. */
const JUDGED = 4;

function judgedOf([madeOf = null, comparedMadeOf = null, owners = null, judgedBy = null]: readonly Cell[]): Judged {
  return { madeOf, comparedMadeOf, owners, judgedBy };
}

/** What the worklist of the date was made of, and what it would be made of now; undefined: there is none, or more than one. */
export async function worklistState(
  engine: QueryEngine,
  {
    date,
    before,
    dates,
  }: { readonly date: string; readonly before: string | undefined; readonly dates: readonly LakeDate[] },
  options: QueryOptions,
): Promise<WorklistState | undefined> {
  const sql = sqlOn(engine, readSql('derived/', 'worklist_state'));
  const bound = [date, ...madeBetween(dates, date), ...madeBetween(dates, before ?? date)];
  const [found, ...others] = await allRows(engine, sql, bound, options);
  if (found === undefined || others.length > 0) return undefined;
  const [madeOf = null, comparedMadeOf = null, owners = null, judgedBy = null, madeOfNow, comparedNow] = found;
  return {
    worklist: { madeOf, comparedMadeOf, owners, judgedBy },
    madeOf: String(madeOfNow),
    comparedMadeOf: before === undefined ? null : String(comparedNow),
  };
}

/**
 * The judgement whose tables say what the lake would be judged by these dates now; undefined: there is none, or it is of other
 * runs, files or statements. The views of Athena may be of another version than this, so they alone do not decide.
 */
export async function currentJudgement(
  engine: QueryEngine,
  dates: JudgedDates,
  options: QueryOptions,
): Promise<string | undefined> {
  const sql = sqlOn(engine, readSql('derived/', 'judgement'));
  const [found, ...others] = await allRows(engine, sql, [dates.snapshotDate, dates.usesUntil], options);
  if (found === undefined || others.length > 0) return undefined;
  const [id, madeOf] = found.map(String);
  return id === judgementIdOf(dates, madeOf ?? '') ? id : undefined;
}

/** {@link currentJudgement}; where there is none, that which the engine itself can keep. */
export async function readableJudgement(
  engine: QueryEngine,
  dates: JudgedDates,
  options: QueryOptions,
): Promise<string | undefined> {
  const stored = await currentJudgement(engine, dates, options);
  if (stored !== undefined || !(await engine.judge?.(dates, options))) return stored;
  return await currentJudgement(engine, dates, options);
}

/** Whether the file is of just these runs and owners. */
export function isMadeOf(
  made: Made,
  { madeOf, comparedMadeOf, owners }: { madeOf: string; comparedMadeOf: string | null; owners: Owners },
): boolean {
  return made.madeOf === madeOf && made.comparedMadeOf === comparedMadeOf && made.owners === ownersKey(owners);
}
