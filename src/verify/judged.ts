/** What `derive` stored for the newest date, judged anew: whoever reads a stored answer asks no row of a run. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_DATE } from '../model/days.js';
import { derivedTrendHistory } from '../model/tables/derived.js';
import { TABLES_OF_JUDGEMENT } from '../model/tables/judged.js';
import { derivedKey } from '../model/tables.js';
import { makingOf, TABLES_ANEW, writeAnew } from '../query/derived/anew.js';
import type { Owners } from '../query/derived/derived-state.js';
import { writeJudgement } from '../query/derived/judgement.js';
import { OWNER_TAGS } from '../query/derived/trends.js';
import { duckdbEngine } from '../query/duckdb/engine.js';
import { fileCache } from '../query/duckdb/files/file-cache.js';
import { allRows } from '../query/engine/all-rows.js';
import type { QueryEngine } from '../query/engine/engine.js';
import { snapshotDates } from '../query/question/dates.js';
import { defaultDate, type LakeDate, usesUntil } from '../query/sql/lake-dates.js';
import { rawName } from '../query/sql/raw-tables.js';
import { readSql } from '../query/sql/sql-files.js';
import { folderStore } from '../store/folder.js';
import type { Store } from '../store/store.js';
import type { Damage } from './damage.js';
import type { VerifiedDerived } from './derived.js';
import { localCopy } from './local-copy.js';
import { type Difference, differenceOf, ownersOf } from './made-of.js';

export interface Judged {
  /** Of which the stored answers were judged anew. */
  readonly dates: readonly string[];
  readonly damages: readonly Damage[];
}

export interface JudgedOptions {
  /** This date alone; undefined: the one that answers by default, and the newest. */
  readonly date?: string | undefined;
  /** Of which those that are stale answer nothing. */
  readonly derived: readonly VerifiedDerived[];
  /** Whether every derived file can be read: else that of all dates has rows of one that cannot. */
  readonly isRead: boolean;
  readonly signal: AbortSignal;
}

/** Of a lake whose runs can be read. */
export async function checkJudged(store: Store, { date, derived, isRead, signal }: JudgedOptions): Promise<Judged> {
  const current = new Set(derived.filter(({ state }) => state === 'current').map(({ key }) => key));
  if (current.size === 0) return { dates: [], damages: [] };
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-judged-'));
  const engine = await duckdbEngine(store, { cache: fileCache(join(folder, 'cache')) });
  try {
    if (engine.damaged.length > 0) return { dates: [], damages: [] };
    const lake = { store, engine, dates: await snapshotDates(engine, { signal }), folder, current, signal };
    const judged: string[] = [];
    const damages: Damage[] = isRead && date === undefined ? await wrongHistory(lake) : [];
    for (const one of date === undefined ? usualDates(lake.dates) : [date]) {
      const found = await wrongAnswers(lake, one);
      if (found === undefined) continue;
      judged.push(one);
      damages.push(...found);
    }
    return { dates: judged, damages };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface JudgedLake {
  readonly store: Store;
  readonly engine: QueryEngine;
  readonly dates: readonly LakeDate[];
  /** For what is made anew. */
  readonly folder: string;
  /** Keys of derived files that are not stale. */
  readonly current: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

function usualDates(dates: readonly LakeDate[]): string[] {
  return [...new Set([defaultDate(dates)?.date, dates.at(-1)?.date])].filter((date) => date !== undefined);
}

/** Undefined: nothing is stored of the date that an answer could be read from. */
async function wrongAnswers(lake: JudgedLake, date: string): Promise<Damage[] | undefined> {
  const stored = TABLES_ANEW.filter((table) => lake.current.has(derivedKey(table, date)));
  const judged = TABLES_OF_JUDGEMENT.filter((table) => lake.current.has(derivedKey(table, date)));
  const target = folderStore(join(lake.folder, 'anew'));
  const copy = await localCopy(lake.store);
  const damages: Damage[] = [];
  try {
    for (const table of stored) {
      const key = derivedKey(table, date);
      const owners = (await copy.take(key)) ? await ownersIn(table, copy.location, key) : undefined;
      const making = owners && (await makingOf(lake.engine, lake.dates, { date, owners, signal: lake.signal }));
      if (making === undefined) continue;
      await writeAnew(target, table, { engine: lake.engine, dates: lake.dates, making });
      const places = { key, stored: copy.location, anew: target.location };
      const found = await differenceOf(table, places, owners?.isOfFile === true);
      if (found !== undefined) damages.push(damageOf(key, found));
    }
    if (judged.length > 0) {
      const until = usesUntil(date, lake.dates);
      await writeJudgement(lake.store, target, { date, usesUntil: until, signal: lake.signal });
    }
    for (const table of judged) {
      const key = derivedKey(table, date);
      if (!(await copy.take(key))) continue;
      const found = await differenceOf(table, { key, stored: copy.location, anew: target.location }, false);
      if (found !== undefined) damages.push(damageOf(key, found));
    }
  } finally {
    await copy.remove();
  }
  return stored.length + judged.length > 0 ? damages : undefined;
}

function damageOf(key: string, { more, less, example }: Difference): Damage {
  const problem =
    `says something else than the runs that it was made of: ${more} rows that they do not make, and ${less} rows of ` +
    `theirs that it lacks, such as "${example}". Delete it: ${REBUILT}`;
  return { kind: 'derived', runId: undefined, subject: key, problem };
}

const REBUILT = '`access-lake derive` writes it again';

/** Entries of a file are not in a lake: what they say is then not known. */
type StoredOwners = Owners & { readonly isOfFile: boolean };

type JudgedTable = (typeof TABLES_ANEW)[number];

/** For whom the file was made, as `ownersKey` (src/query/derived/derived-state.ts) wrote it; undefined: it has no row. */
async function ownersIn(table: JudgedTable, root: string, key: string): Promise<StoredOwners | undefined> {
  const made = await ownersOf(table, root, key);
  if (made === undefined) return undefined;
  const [names = '', file] = made.split('; file ');
  return { tags: names === '' ? OWNER_TAGS : names.split(','), entries: [], isOfFile: file !== undefined };
}

/** Rows of the one file of all dates, of dates that are not stale, that are not those of the file of their date. */
async function wrongHistory({ engine, signal }: JudgedLake): Promise<Damage[]> {
  const key = derivedKey(derivedTrendHistory, NO_DATE);
  const found = await allRows(engine, historySql(), [], { signal });
  return found.map(([date, rows, example]): Damage => {
    const problem = `differs in ${rows} rows of ${date}, such as "${example}", from the file of that date. Delete it: ${REBUILT}`;
    return { kind: 'derived', runId: undefined, subject: key, problem };
  });
}

/** What was made for other owners, or of other runs, is renewed by `derive` and is no damage. */
function historySql(): string {
  const columns = Object.keys(derivedTrendHistory.columns).join(', ');
  return `WITH made AS (${readSql('derived/', 'history')}),
    stored AS (
      SELECT ${columns} FROM ${rawName(derivedTrendHistory)} t
      WHERE EXISTS (
        SELECT 1 FROM trend_runs m WHERE m.snapshot_date = t.snapshot_date AND md5(m.made_of) = t.made_of_md5
      )
    ),
    compared AS (
      SELECT DISTINCT t.snapshot_date, t.owner_tags
      FROM stored t LEFT JOIN made m ON m.snapshot_date = t.snapshot_date
      WHERE m.snapshot_date IS NULL OR m.owner_tags = t.owner_tags
    ),
    differing AS (
      (SELECT t.* FROM stored t JOIN compared USING (snapshot_date, owner_tags) EXCEPT ALL SELECT ${columns} FROM made)
      UNION ALL
      (SELECT ${columns} FROM made JOIN compared USING (snapshot_date, owner_tags) EXCEPT ALL SELECT * FROM stored)
    )
    SELECT snapshot_date, count(*), min(concat_ws(' ', dimension, subject))
    FROM differing GROUP BY snapshot_date ORDER BY snapshot_date`;
}
