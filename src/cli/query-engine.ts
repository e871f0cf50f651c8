/** The engine that a query runs on, by the destination. */
import { usageError } from '../model/errors.js';
import type { QueryEngine } from '../query/engine.js';
import type { AthenaValues } from './athena-options.js';
import { openDestination } from './exporting.js';
import type { Values } from './option.js';
import type { lakeOptions } from './options.js';

export type EngineValues = AthenaValues &
  Values<typeof lakeOptions> & { readonly engine: 'duckdb' | 'athena' | undefined };

/**
 * Athena for s3://, DuckDB for a folder, unless one is named. Fails with a UserError where a committed run lost a file,
 * or Athena's database is of another lake; where no destination is given neither is known. `action`: what cannot be
 * done without a lake.
 */
export async function openEngine(
  values: EngineValues,
  action: 'ask' | 'write the report',
  signal: AbortSignal,
): Promise<QueryEngine> {
  return engineOf(values, action) === 'athena' ? openAthena(values, action, signal) : openDuckdb(values, action);
}

function engineOf({ engine, destination }: EngineValues, action: string): 'duckdb' | 'athena' {
  if (engine === undefined && destination === undefined) {
    throw usageError(
      `Cannot ${action}: no destination given.`,
      'Give --destination <folder or s3://bucket/prefix>, or --engine athena with --database.',
    );
  }
  const isOnS3 = destination?.startsWith('s3://') ?? true;
  if (engine === 'athena' && !isOnS3) {
    throw usageError(
      `Cannot ${action} of "${destination}" on Athena: it reads S3 alone.`,
      'Leave --engine out: a folder is asked with DuckDB.',
    );
  }
  return engine ?? (isOnS3 ? 'athena' : 'duckdb');
}

async function openAthena(values: EngineValues, action: string, signal: AbortSignal): Promise<QueryEngine> {
  const { athenaEngine } = await import('../query/athena.js');
  const engine = await athenaEngine(values);
  if (values.destination === undefined) return engine;
  const { refuseOtherLake } = await import('../query/athena-lake.js');
  return orClosed(engine, async () =>
    refuseOtherLake(engine, values.database, await openDestination(values, action), { signal }),
  );
}

async function openDuckdb(values: EngineValues, action: string): Promise<QueryEngine> {
  const store = await openDestination(values, action);
  const { duckdbEngine } = await import('../query/duckdb.js');
  const { refuseDamaged } = await import('../query/lake-files.js');
  const engine = await duckdbEngine(store);
  return orClosed(engine, async () => refuseDamaged(store.location, engine.damaged));
}

/** The engine, once the check has passed; closed where it has not. */
async function orClosed(engine: QueryEngine, check: () => Promise<void>): Promise<QueryEngine> {
  try {
    await check();
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
