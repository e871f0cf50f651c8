/** What the derived tables of each date were made of, and whether that is what they would be made of now. */

import { sha256Of } from '../model/sha256.js';
import { allRows } from './all-rows.js';
import type { Cell, QueryEngine, QueryOptions } from './engine.js';
import { sqlOn } from './raw-tables.js';
import { readSql } from './sql-files.js';

/** Who names owners. */
export interface Owners {
  /** At least one. */
  readonly tags: readonly string[];
  /** Of a file, as src/policy/owners-file.ts writes them, with the IDs of accounts and OUs. */
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

export interface DerivedState {
  /** What the files of the date would be made of now. */
  readonly madeOf: string;
  readonly trends: Made;
  readonly worklist: Made & { readonly judgedBy: Cell };
}

/** By date. */
export async function derivedStates(engine: QueryEngine, options: QueryOptions): Promise<Map<string, DerivedState>> {
  const states = new Map<string, DerivedState>();
  const rows = await allRows(engine, sqlOn(engine, readSql('derived/', 'state')), [], options);
  for (const [date, madeOf, trends = null, trendsBefore = null, trendsOwners = null, ...worklist] of rows) {
    const [made = null, comparedMadeOf = null, owners = null, judgedBy = null] = worklist;
    states.set(String(date), {
      madeOf: String(madeOf),
      trends: { madeOf: trends, comparedMadeOf: trendsBefore, owners: trendsOwners },
      worklist: { madeOf: made, comparedMadeOf, owners, judgedBy },
    });
  }
  return states;
}

/** Whether the file is of just these runs and owners. */
export function isMadeOf(
  made: Made,
  { madeOf, comparedMadeOf, owners }: { madeOf: string; comparedMadeOf: string | null; owners: Owners },
): boolean {
  return made.madeOf === madeOf && made.comparedMadeOf === comparedMadeOf && made.owners === ownersKey(owners);
}
