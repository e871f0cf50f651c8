/** Athena as a query engine. */

import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { type Effects, systemEffects } from '../../model/effects.js';
import { Interrupted, usageError } from '../../model/errors.js';
import { scratchOf as scratchDatabaseOf } from '../catalog/known.js';
import type { Cell, FileEngine, QueryOptions, QueryResult, WrittenFiles } from '../engine/engine.js';
import { planOf } from '../engine/materialized.js';
import { scratchOf } from '../engine/scratch.js';
import type { Bound } from '../question/bind.js';
import { type AthenaOptions, athenaClient, CATALOG } from './client.js';
import { callError, statementError } from './errors.js';
import { type AthenaPage, readPage } from './results.js';
import { createTable, dropTable, filesStatement, inSql } from './scratch-tables.js';

const FIRST_POLL_MS = 200;
const LONGEST_POLL_MS = 2000;

/** Statements go to Athena, with the credentials of the default chain. Every failure of a call is a UserError. */
export function athenaEngine(options: AthenaOptions, effects: Effects = systemEffects): FileEngine {
  const client = athenaClient(options);
  const database = scratchDatabaseOf(options.database ?? '');
  const scratch = scratchOf((table) => inSql(database, table));
  const writing = (run: Run) => async (table: string, kept: Bound) => {
    await carryOut(run, createTable(database, table, kept));
  };
  const answer = async (run: Run, statement: Bound): Promise<QueryResult> => {
    const { id, ended } = await carryOut(run, statement);
    return await resultOf(run, id, ended.StatementType === 'DML');
  };
  return {
    name: 'athena',
    query: async (sql, parameters, queryOptions = {}) => {
      const run = { client, options, effects, ...queryOptions };
      return await answer(run, await scratch.materialize(planOf(sql, parameters), writing(run)));
    },
    filesOf: async (sql, expression, queryOptions = {}) => {
      const run = { client, options, effects, ...queryOptions };
      const tables = await scratch.tablesOf(planOf(sql, []), writing(run));
      const table = tables.get(expression);
      if (table === undefined) throw new Error(`The statement does not keep "${expression}"`);
      return await filesIn(await answer(run, { sql: filesStatement(table), parameters: [] }));
    },
    close: async () => {
      try {
        await scratch.drop(async (table) => {
          await carryOut({ client, options, effects }, dropTable(database, table));
        });
      } finally {
        client.destroy();
      }
    },
  };
}

async function filesIn({ pages }: QueryResult): Promise<WrittenFiles> {
  const locations: string[] = [];
  let rows = 0;
  for await (const page of pages) {
    locations.push(...page.map(([location]) => String(location)));
    rows += page.reduce((sum, [, count]) => sum + Number(count), 0);
  }
  return { locations, rows };
}

/** Runs one statement to its end. */
async function carryOut(run: Run, { sql, parameters }: Bound): Promise<{ id: string; ended: QueryExecution }> {
  const id = await attempt(run, 'start a statement on Athena', () => start(run, sql, parameters));
  const ended = await untilEnded(run, id);
  const state = ended.Status?.State ?? 'UNKNOWN';
  if (state !== 'SUCCEEDED') throw statementError(state, reasonOf(ended), run.options);
  return { id, ended };
}

interface Run extends QueryOptions {
  readonly client: AthenaClient;
  readonly options: AthenaOptions;
  readonly effects: Effects;
}

/** Not aborted by the signal: a statement whose id we never learn could not be stopped. */
async function start({ client, options }: Run, sql: string, parameters: readonly Cell[]): Promise<string> {
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: {
        Catalog: CATALOG,
        ...(options.database === undefined ? {} : { Database: options.database }),
      },
      WorkGroup: options.workgroup,
      ...(parameters.length === 0 ? {} : { ExecutionParameters: parameters.map(executionParameter) }),
      ...(options.outputLocation === undefined
        ? {}
        : { ResultConfiguration: { OutputLocation: options.outputLocation } }),
    }),
  );
  if (QueryExecutionId === undefined) throw new Error('StartQueryExecution answered without an id');
  return QueryExecutionId;
}

/** Waits; where the signal is aborted meanwhile, the statement is stopped first. */
async function untilEnded(run: Run, id: string): Promise<QueryExecution> {
  try {
    return await attempt(run, `follow statement "${id}" on Athena`, () => poll(run, id));
  } catch (error) {
    if (!run.signal?.aborted) throw error;
    await attempt(run, `stop statement "${id}", which goes on`, () =>
      run.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })),
    );
    throw new Interrupted('The statement was stopped');
  }
}

async function poll({ client, effects, signal, onProgress }: Run, id: string): Promise<QueryExecution> {
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 1.5, LONGEST_POLL_MS)) {
    signal?.throwIfAborted();
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const state = QueryExecution?.Status?.State;
    if (QueryExecution === undefined || state === undefined)
      throw new Error('GetQueryExecution answered without a state');
    onProgress?.({ state, bytesScanned: QueryExecution.Statistics?.DataScannedInBytes ?? null });
    if (state !== 'QUEUED' && state !== 'RUNNING') return QueryExecution;
    await effects.sleep(pollMs, signal);
  }
}

function reasonOf({ Status }: QueryExecution): string | undefined {
  return Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage;
}

async function resultOf(run: Run, id: string, hasHeader: boolean): Promise<QueryResult> {
  const read = (nextToken?: string) =>
    attempt(run, `read the results of statement "${id}" on Athena`, () =>
      readPage(run.client, id, nextToken, hasHeader),
    );
  const first = await read();
  return { columns: first.columns, pages: pagesOf(first, read, run.signal) };
}

async function* pagesOf(
  first: AthenaPage,
  read: (nextToken: string) => Promise<AthenaPage>,
  signal: AbortSignal | undefined,
): QueryResult['pages'] {
  for (let page = first; ; page = await read(page.nextToken)) {
    if (page.rows.length > 0) yield page.rows;
    if (page.nextToken === undefined) return;
    if (signal?.aborted) throw new Interrupted('The reading of the results was stopped');
  }
}

async function attempt<T>({ options }: Run, action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw callError(error, action, options);
  }
}

/** Athena API Reference, StartQueryExecution: each of ExecutionParameters has 1 to 1024 characters. */
const LONGEST = 1024;

/**
 * A value as Athena takes it: an SQL literal, for the service runs the statement as by EXECUTE … USING.
 * Text is quoted (so an empty text has two characters, and is allowed), its quotes are doubled; a fraction is a double.
 */
function executionParameter(cell: Cell): string {
  const literal = literalOf(cell);
  if (literal.length <= LONGEST) return literal;
  throw usageError(
    `Cannot bind a value of ${literal.length} characters: Athena takes up to ${LONGEST}, quotes included.`,
    'Give a shorter value.',
  );
}

function literalOf(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`;
  if (typeof cell !== 'number' || Number.isInteger(cell)) return String(cell);
  return cell.toExponential().toUpperCase();
}
