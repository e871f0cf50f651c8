/** The engine that a query runs on, by the destination. */
import type { MalformedCommit } from '../../lake/runs.js';
import { type ExitName, UserError, usageError } from '../../model/errors.js';
import type { DuckdbEngine } from '../../query/duckdb/open-tables.js';
import type { FileEngine, QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import type { Context } from '../command.js';
import { openDestination } from '../exporting.js';
import type { AthenaValues } from '../options/athena.js';
import type { Values } from '../options/option.js';
import type { lakeOptions } from '../options/shared.js';
import { noteMalformed } from '../text/malformed.js';
import { judging } from './judging.js';
import { withPlace } from './place.js';
import { type QueryProgress, queryProgress } from './progress.js';
import { watched } from './watched.js';

export type EngineValues = AthenaValues &
  Values<typeof lakeOptions> & { readonly engine: 'duckdb' | 'athena' | undefined };

/** What a lake is opened for. */
interface Purpose {
  /** What cannot be done without a lake. */
  readonly action: 'ask' | 'list what is new' | 'write the report' | 'propose' | 'recheck proposals' | 'derive';
  /** A file that the engine may write. */
  readonly writes?: string | undefined;
  /** Whether DuckDB may keep in the cache what a question makes it judge. */
  readonly keeps?: boolean;
}

/**
 * Works with an engine: Athena for s3://, DuckDB for a folder, unless one is named. Shows how its statements go, those
 * that open it too. Fails with a UserError where a committed run lost a file, or Athena's database is of another lake;
 * where no destination is given neither is known.
 */
export async function withEngine(
  values: EngineValues,
  purpose: Purpose,
  { terminal, signal, effects }: Context,
  work: (engine: QueryEngine, progress: QueryProgress) => Promise<ExitName>,
): Promise<ExitName> {
  const { action } = purpose;
  const progress = queryProgress(terminal, effects);
  try {
    progress.phase('Opening the lake');
    const engine =
      engineOf(values, action) === 'athena'
        ? await openAthena(values, action, { signal, onProgress: progress.report })
        : await openDuckdb(values, purpose, progress);
    progress.phase(PHASES[action]);
    const exit = await orClosed(engine, () => work(watched(engine, progress), progress));
    progress.end();
    await engine.close();
    return exit;
  } catch (error) {
    throw withPlace(error, values);
  } finally {
    progress.end();
  }
}

/** What a terminal reads meanwhile. */
const PHASES: Readonly<Record<Purpose['action'], string>> = {
  ask: 'Asking',
  'list what is new': 'Comparing the snapshots',
  'write the report': 'Collecting the report',
  propose: 'Looking for smaller policies',
  'recheck proposals': 'Rechecking the proposals',
  derive: 'Making trends',
};

/** Fails with a usageError where the options name none, or one that cannot read the destination. */
export function engineOf({ engine, destination }: EngineValues, action: string): 'duckdb' | 'athena' {
  if (engine === undefined && destination === undefined) {
    throw usageError(
      `Cannot ${action}: no destination given.`,
      'Give --destination <folder or s3://bucket/prefix>, or --engine athena with --database.',
    );
  }
  const isOnS3 = destination?.startsWith('s3://') ?? true;
  if (engine === 'athena' && !isOnS3) {
    throw usageError(
      `Cannot ${action} of "${destination}" on Athena: it only reads S3.`,
      'Leave out --engine: a folder is queried with DuckDB.',
    );
  }
  return engine ?? (isOnS3 ? 'athena' : 'duckdb');
}

/** Opens the lake on Athena. Fails with a UserError where the database shows another lake than the destination. */
export async function openAthena(
  values: AthenaValues & Values<typeof lakeOptions>,
  action: string,
  options: QueryOptions,
): Promise<FileEngine> {
  const { athenaEngine } = await import('../../query/athena/engine.js');
  const engine = await athenaEngine(values);
  if (values.destination === undefined) return engine;
  const { refuseOtherLake } = await import('../../query/athena/same-lake.js');
  await orClosed(engine, async () =>
    refuseOtherLake(engine, values.database, await openDestination(values, action), options),
  );
  return engine;
}

/** Opens the lake on DuckDB. Fails with a UserError where it cannot be shown as it was committed. */
export async function openDuckdb(
  values: Values<typeof lakeOptions>,
  { action, writes, keeps = false }: Purpose,
  progress: Pick<QueryProgress, 'note' | 'phase'>,
): Promise<DuckdbEngine> {
  const store = await openDestination(values, action);
  const { duckdbEngine } = await import('../../query/duckdb/engine.js');
  const { refuseDamaged } = await import('../../query/duckdb/files/readable-files.js');
  const engine = await duckdbEngine(store, {
    writes: writes === undefined ? [] : [writes],
    judge: keeps ? judging(progress) : undefined,
  });
  noteMalformed(progress, engine.malformed);
  await orClosed(engine, async () => {
    refuseNewer(store.location, engine.malformed);
    refuseDamaged(store.location, engine.damaged);
  });
  return engine;
}

/** A run that this version cannot read may hold uses that an answer without it would deny. */
export function refuseNewer(location: string, malformed: readonly MalformedCommit[]): void {
  const newer = malformed.find(({ isNewer }) => isNewer);
  if (newer === undefined) return;
  throw new UserError(`Cannot ask "${location}": ${newer.key} ${newer.problem}.`, {
    hint: 'An answer without that run could call something unused that the run saw used.',
  });
}

/** What the work gives; where it fails the engine is closed, and it is the failure of the work that is told. */
async function orClosed<Result>(engine: QueryEngine, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await engine.close().catch(() => undefined);
    throw error;
  }
}
