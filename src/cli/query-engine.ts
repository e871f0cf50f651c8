/** The engine that a query runs on, by the destination. */
import { usageError } from '../model/errors.js';
import { harmless } from '../model/harmless.js';
import type { QueryEngine } from '../query/engine.js';
import type { AthenaValues } from './athena-options.js';
import { openDestination } from './exporting.js';
import type { Values } from './option.js';
import type { lakeOptions } from './options.js';
import type { Terminal } from './terminal.js';

export type EngineValues = AthenaValues &
  Values<typeof lakeOptions> & { readonly engine: 'duckdb' | 'athena' | undefined };

/** Athena for s3://, DuckDB for a folder, unless one is named. */
export async function openEngine(values: EngineValues, terminal: Terminal): Promise<QueryEngine> {
  return engineOf(values) === 'athena' ? openAthena(values) : openDuckdb(values, terminal);
}

function engineOf({ engine, destination }: EngineValues): 'duckdb' | 'athena' {
  if (engine === undefined && destination === undefined) {
    throw usageError(
      'Cannot ask: no destination given.',
      'Give --destination <folder or s3://bucket/prefix>, or --engine athena with --database.',
    );
  }
  return engine ?? (destination?.startsWith('s3://') ? 'athena' : 'duckdb');
}

async function openAthena(values: EngineValues): Promise<QueryEngine> {
  const { athenaEngine } = await import('../query/athena.js');
  return athenaEngine(values);
}

async function openDuckdb(values: EngineValues, terminal: Terminal): Promise<QueryEngine> {
  const store = await openDestination(values, 'ask');
  const { duckdbEngine } = await import('../query/duckdb.js');
  const engine = await duckdbEngine(store);
  for (const { runId, snapshotDate, missing } of engine.damaged) {
    terminal.note(
      harmless(`Run ${runId} of ${snapshotDate} is left out: its file "${missing}" is not there any more.`).concat(
        '\n',
      ),
    );
  }
  return engine;
}
