/**
 * The judgement of dates by Athena, where the lake has outgrown one machine. Athena writes nothing to the lake: a statement
 * that fails may leave files behind, and another one would add to them. This process fetches the rows alone that Athena made.
 */

import { UserError } from '../../model/errors.js';
import { quoted } from '../../model/escape.js';
import { derivedJudgements, JUDGED_TABLES, TABLES_OF_JUDGEMENT } from '../../model/tables/judged.js';
import { type DerivedTable, derivedKey } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { allRows } from '../engine/all-rows.js';
import type { FileEngine, QueryEngine, QueryOptions } from '../engine/engine.js';
import { refuseWithoutFacts, visibleDates } from '../question/dates.js';
import { type LakeDate, usesUntil } from '../sql/lake-dates.js';
import { judgementIdOf, modelStatement } from '../sql/models.js';
import { type Judging, modelOf } from './judgement.js';
import { type Download, putJudged } from './judgement-files.js';
import { type DerivedDate, judgedDates, keysOf } from './trends.js';
import { write } from './write.js';

export interface JudgeOptions extends Pick<QueryOptions, 'onProgress'> {
  /** The dates that are wanted. */
  readonly wants: (date: LakeDate) => boolean;
  readonly signal: AbortSignal;
  /** Makes the tables and views as this version has them. Called before the first date that is missing or stale. */
  readonly renew: () => Promise<void>;
  /** Told before the work on a table of a date. */
  readonly onTable?: (date: string, table: string, at: number, of: number) => void;
  /** Copies a file that Athena wrote to the disk; default: from S3. */
  readonly download?: Download;
}

/** What a date is to be judged by, as the views say it. */
interface Judgement {
  readonly id: string;
  readonly madeOf: string;
  readonly isCurrent: boolean;
}

/**
 * Judges what is missing or stale of the newest date that is wanted, the snapshot of all accounts before it and those that
 * have a judgement, oldest first, and tells of each. Each table of a date is replaced as a whole, and the row that makes
 * them count is written last. `engine` asks the lake in `store`. Fails with a UserError where there is no snapshot.
 */
export async function* deriveJudgements(
  store: Store,
  engine: FileEngine,
  options: JudgeOptions,
): AsyncGenerator<DerivedDate, void, void> {
  const { wants, signal, renew } = options;
  const asking = askingOf(options);
  const dates = await visibleDates(engine, asking);
  await refuseWithoutFacts(engine, (dates.at(-1) as LakeDate).date, asking);
  const keys = await keysOf(store, derivedJudgements);
  const wanted = judgedDates(dates, dates.filter(wants), keys);
  let judgements = await judgementsIn(engine, dates, asking);
  if (wanted.some((date) => judgements.get(date)?.isCurrent !== true)) {
    await renew();
    judgements = await judgementsIn(engine, dates, asking);
  }
  for (const date of wanted) {
    signal.throwIfAborted();
    const judgement = judgements.get(date);
    if (judgement === undefined) throw judgesOtherwise(date);
    const { isCurrent } = judgement;
    const judging = { date, usesUntil: usesUntil(date, dates), signal };
    const rows = isCurrent ? 0 : await writeJudgement(store, engine, { ...options, ...judging, judgement, dates });
    const made = keys.has(derivedKey(derivedJudgements, date)) ? 'renewed' : 'made';
    yield { date, state: isCurrent ? 'current' : made, rows, owners: undefined };
  }
}

type Writing = Judging & JudgeOptions & { readonly judgement: Judgement; readonly dates: readonly LakeDate[] };

async function writeJudgement(store: Store, engine: FileEngine, writing: Writing): Promise<number> {
  const { date, usesUntil: until, judgement, onTable } = writing;
  const asking = askingOf(writing);
  let count = 0;
  for (const [at, table] of JUDGED_TABLES.entries()) {
    onTable?.(date, table.name, at + 1, TABLES_OF_JUDGEMENT.length);
    const model = modelOf(table);
    const sql = modelStatement(`SELECT * FROM ${model}`, { snapshotDate: date, usesUntil: until });
    const files = await engine.filesOf(sql, model, asking);
    await putJudged(store, { table, judgementId: judgement.id, ...files }, writing, writing.download);
    count += files.rows;
  }
  onTable?.(date, derivedJudgements.name, TABLES_OF_JUDGEMENT.length, TABLES_OF_JUDGEMENT.length);
  for (const table of TABLES_OF_JUDGEMENT) await removeOthers(store, table, date);
  await refuseChanged(engine, writing);
  const row = { judgement_id: judgement.id, uses_until: until, made_of: judgement.madeOf, row_count: count };
  await write(store, derivedJudgements, date, [[row]]);
  return count;
}

/** Athena reads every file in the folder of a date: one that `derive` did not write may have its rows a second time. */
async function removeOthers(store: Store, table: DerivedTable, date: string): Promise<void> {
  const own = derivedKey(table, date);
  const others: string[] = [];
  for await (const { key } of store.list(own.slice(0, own.lastIndexOf('/') + 1))) if (key !== own) others.push(key);
  if (others.length > 0) await store.delete(others);
}

/** Tables that Athena made before and after a commit do not fit together. */
async function refuseChanged(engine: QueryEngine, { date, dates, judgement, ...options }: Writing): Promise<void> {
  const now = (await judgementsIn(engine, dates, askingOf(options))).get(date);
  if (now?.id === judgement.id) return;
  throw new UserError(`Cannot judge ${quoted(date)} on Athena: the runs of the lake changed meanwhile.`, {
    hint: 'Run the command again when nothing is exported, published or expired.',
  });
}

/** By date. One that the views judge otherwise than this version, or do not show, is left out. */
async function judgementsIn(
  engine: QueryEngine,
  dates: readonly LakeDate[],
  options: QueryOptions,
): Promise<Map<string, Judgement>> {
  const sql = `SELECT n.snapshot_date, n.judgement_id, n.made_of, s.state FROM judgement_runs AS n
    JOIN judgement_state AS s ON s.snapshot_date = n.snapshot_date`;
  const judgements = new Map<string, Judgement>();
  for (const cells of await allRows(engine, sql, [], options)) {
    const [date = '', id = '', madeOf = '', state] = cells.map(String);
    const judged = { snapshotDate: date, usesUntil: usesUntil(date, dates) };
    if (id === judgementIdOf(judged, madeOf)) judgements.set(date, { id, madeOf, isCurrent: state === 'current' });
  }
  return judgements;
}

function judgesOtherwise(date: string): UserError {
  return new UserError(`Cannot judge ${quoted(date)} on Athena: its views judge otherwise than this version.`, {
    hint: 'Another version may have made them meanwhile: run the command again.',
  });
}

function askingOf({ signal, onProgress }: Pick<JudgeOptions, 'signal' | 'onProgress'>): QueryOptions {
  return { signal, ...(onProgress && { onProgress }) };
}
