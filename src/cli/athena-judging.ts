/** `derive --engine athena`: the judgement alone, by Athena. */
import type { DerivedDate } from '../query/derived/trends.js';
import type { FileEngine } from '../query/engine/engine.js';
import type { LakeDate } from '../query/sql/lake-dates.js';
import type { Store } from '../store/store.js';
import { type AthenaValues, openCatalog } from './options/athena.js';
import type { Values } from './options/option.js';
import type { lakeOptions } from './options/shared.js';
import { openAthena } from './query/engine.js';
import { withPlace } from './query/place.js';
import type { QueryProgress } from './query/progress.js';
import { watched } from './query/watched.js';

export type JudgingValues = AthenaValues & Values<typeof lakeOptions> & { readonly snapshotDate?: string | undefined };

interface Judging {
  readonly values: JudgingValues;
  readonly progress: QueryProgress;
  readonly signal: AbortSignal;
  /** Tells of an event, as an object and as a line. */
  readonly note: (event: object, line: string) => void;
}

/** Judges what is missing or stale, and closes what it opened. */
export async function judgeOnAthena(store: Store, judging: Judging): Promise<DerivedDate[]> {
  const { values, progress, signal } = judging;
  try {
    const engine = await openAthena(values, 'derive', { signal, onProgress: progress.report });
    try {
      return await judged(store, watched(engine, progress), judging);
    } finally {
      await engine.close();
    }
  } catch (error) {
    throw withPlace(error, values);
  } finally {
    progress.end();
  }
}

async function judged(store: Store, engine: FileEngine, judging: Judging): Promise<DerivedDate[]> {
  const { progress, signal, note } = judging;
  const { snapshotDate } = judging.values;
  const [{ deriveJudgements }, { requireDate, snapshotDates }] = await Promise.all([
    import('../query/derived/athena.js'),
    import('../query/question/dates.js'),
  ]);
  const asking = { signal, onProgress: progress.report };
  if (snapshotDate !== undefined) requireDate(snapshotDate, await snapshotDates(engine, asking));
  const dates: DerivedDate[] = [];
  const options = {
    ...asking,
    wants: ({ date, isWhole }: LakeDate) => (snapshotDate === undefined ? isWhole : date === snapshotDate),
    renew: () => renewViews(store, judging),
    onTable: (date: string, table: string, at: number, of: number) => {
      note({ type: 'judging', date, table, at, of }, `Judging ${date}: ${table}, ${at} of ${of}.\n`);
      progress.phase(`Judging ${date}: ${table}, ${at} of ${of}`);
    },
  };
  for await (const each of deriveJudgements(store, engine, options)) dates.push(each);
  return dates;
}

/** Makes the tables and views anew, as `catalog` does: an older version's may judge otherwise. */
async function renewViews({ location }: Store, { values, progress, signal, note }: Judging): Promise<void> {
  note({ type: 'renewing', database: values.database }, `Renewing the tables and views of ${values.database}.\n`);
  progress.phase(`Renewing the tables and views of ${values.database}`);
  const { shownSteps } = await import('../query/catalog/catalog.js');
  const catalog = await openCatalog(values, location, signal);
  try {
    for await (const step of shownSteps(catalog, { dryRun: false })) await step.apply();
  } finally {
    await catalog.close();
  }
}
