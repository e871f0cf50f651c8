/** Statements of the Athena endpoint: started, followed, stopped, read. They run on Trino; Hive's DDL goes to Glue. */
import { randomUUID } from 'node:crypto';
import type { Engines } from '../../programs/engines.js';
import { TrinoError, type TrinoResult } from '../../programs/trino-client.js';
import { invalidRequest } from './service-error.js';

const RESULTS = 'athena-results';

/** Athena API Reference, GetQueryResults: most rows of a page. */
const mostRows = 1000;

export interface StartInput {
  readonly QueryString: string;
  readonly ClientRequestToken: string;
  readonly QueryExecutionContext?: { readonly Database?: string };
  readonly ResultConfiguration?: { readonly OutputLocation?: string };
  readonly WorkGroup?: string;
  readonly ExecutionParameters?: readonly string[];
}

/** How a statement shall end instead of running. */
export interface Ending {
  readonly state: 'FAILED' | 'CANCELLED';
  readonly reason: string;
}

interface Execution {
  readonly id: string;
  readonly input: StartInput;
  readonly type: 'DDL' | 'DML' | 'UTILITY';
  readonly stopped: AbortController;
  state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason: string | undefined;
  bytes: number;
  result: TrinoResult;
}

export class Executions {
  /** Taken by the statements that start next, in order. */
  readonly endings: Ending[] = [];
  /** Statements that start next stay RUNNING until they are stopped. */
  hold = false;
  private readonly engines: Engines;
  private readonly byToken = new Map<string, Execution>();
  private readonly byId = new Map<string, Execution>();
  private hasResults: Promise<void> | undefined;

  constructor(engines: Engines) {
    this.engines = engines;
  }

  start(input: StartInput): { QueryExecutionId: string } {
    checkParameters(input);
    const known = this.byToken.get(input.ClientRequestToken);
    if (known !== undefined) return { QueryExecutionId: known.id };
    const execution: Execution = {
      id: randomUUID(),
      input,
      type: typeOf(input.QueryString),
      stopped: new AbortController(),
      state: 'RUNNING',
      reason: undefined,
      bytes: 0,
      result: { columns: [], rows: [], physicalInputBytes: 0, stages: 0 },
    };
    this.byToken.set(input.ClientRequestToken, execution);
    this.byId.set(execution.id, execution);
    const ending = this.endings.shift();
    if (ending !== undefined) Object.assign(execution, ending);
    else if (!this.hold) void this.carryOut(execution);
    return { QueryExecutionId: execution.id };
  }

  describe(id: string): unknown {
    const { input, type, state, reason, bytes } = this.find(id);
    return {
      QueryExecution: {
        QueryExecutionId: id,
        Query: input.QueryString,
        StatementType: type,
        WorkGroup: input.WorkGroup,
        Status: { State: state, ...(reason === undefined ? {} : { StateChangeReason: reason }) },
        Statistics: { DataScannedInBytes: bytes },
      },
    };
  }

  stop(id: string): unknown {
    const execution = this.find(id);
    if (execution.state === 'RUNNING')
      Object.assign(execution, { state: 'CANCELLED', reason: 'Query cancelled by user' });
    execution.stopped.abort();
    return {};
  }

  /** Rows from `NextToken` on; the first row of a DML's first page names the columns. */
  page({ QueryExecutionId, NextToken, MaxResults = mostRows }: PageInput): unknown {
    const { state, type, result } = this.find(QueryExecutionId);
    if (state !== 'SUCCEEDED') throw invalidRequest(`Query has not yet finished. Current state: ${state}`);
    if (MaxResults < 1 || MaxResults > mostRows) throw invalidRequest('MaxResults is out of range');
    const header = type === 'DML' ? 1 : 0;
    const from = Number(NextToken ?? 0);
    const next = from + MaxResults;
    const rows = result.rows.slice(Math.max(from - header, 0), next - header);
    if (from < header) rows.unshift(result.columns.map(({ name }) => name));
    return {
      ResultSet: {
        Rows: rows.map((row) => ({ Data: row.map(cellOf) })),
        ResultSetMetadata: { ColumnInfo: result.columns.map(columnInfo) },
      },
      ...(next < result.rows.length + header ? { NextToken: String(next) } : {}),
    };
  }

  /** Of all statements that ran, those that write a table included. */
  scannedBytes(): number {
    return [...this.byId.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Stages of each statement that ran, the most first. */
  stages(): { sql: string; stages: number }[] {
    return [...this.byId.values()]
      .map(({ input, result }) => ({ sql: input.QueryString, stages: result.stages }))
      .sort((a, b) => b.stages - a.stages);
  }

  /** Rows of each statement whose text begins so, in the order in which they were started. */
  rowsOf(beginning: string): TrinoResult['rows'][] {
    const asked = [...this.byId.values()].filter(({ input }) => input.QueryString.startsWith(beginning));
    return asked.map(({ result }) => result.rows);
  }

  /** Ids of the statements that were stopped. */
  stoppedIds(): string[] {
    return [...this.byId.values()].filter(({ stopped }) => stopped.signal.aborted).map(({ id }) => id);
  }

  private async carryOut(execution: Execution): Promise<void> {
    try {
      execution.result = await this.run(execution);
      execution.bytes = execution.result.physicalInputBytes;
      execution.state = 'SUCCEEDED';
    } catch (error) {
      if (execution.state !== 'RUNNING') return;
      execution.state = 'FAILED';
      execution.reason = reasonOf(error as Error);
    }
  }

  private async run(execution: Execution): Promise<TrinoResult> {
    const { QueryString, QueryExecutionContext, ExecutionParameters } = execution.input;
    const schema = QueryExecutionContext?.Database;
    if (execution.type === 'DDL' && !isView(QueryString) && !isTableAs(QueryString)) {
      await this.engines.glue.runDdl(withoutSemicolon(QueryString), schema);
      return execution.result;
    }
    const sql = isTableAs(QueryString) ? await this.located(execution) : QueryString;
    return await this.engines.trino.query(withParameters(withoutSemicolon(sql), ExecutionParameters), {
      ...(schema === undefined ? {} : { schema }),
      signal: execution.stopped.signal,
      onProgress: (bytes) => {
        execution.bytes = bytes;
      },
    });
  }

  /** Athena User Guide, "Considerations and limitations for CTAS queries": files lie in tables/<query-id>/ of the results. */
  private async located({ id, input }: Execution): Promise<string> {
    this.hasResults ??= this.engines.s3.createBucket(RESULTS).catch((error: Error) => {
      if (!error.name.startsWith('BucketAlready')) throw error;
    });
    await this.hasResults;
    const place = `external_location = 's3://${RESULTS}/tables/${id}/'`;
    return input.QueryString.replace("WITH (format = 'PARQUET')", `WITH (format = 'PARQUET', ${place})`);
  }

  private find(id: string): Execution {
    const execution = this.byId.get(id);
    if (execution === undefined) throw invalidRequest(`QueryExecution ${id} was not found`);
    return execution;
  }
}

export interface PageInput {
  readonly QueryExecutionId: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** Limits of the API reference: 1 to 1024 characters each, a list of at least one, for DML and CREATE TABLE AS alone. */
function checkParameters({ QueryString, ExecutionParameters }: StartInput): void {
  if (ExecutionParameters === undefined) return;
  const lengths = ExecutionParameters.map((parameter) => parameter.length);
  if (lengths.length === 0 || lengths.some((length) => length < 1 || length > 1024)) {
    throw invalidRequest('ExecutionParameters: each value must have length 1 to 1024');
  }
  if (typeOf(QueryString) !== 'DML' && !isTableAs(QueryString))
    throw invalidRequest('ExecutionParameters are for DML statements');
}

function withParameters(sql: string, parameters: readonly string[] | undefined): string {
  if (parameters === undefined) return sql;
  return `EXECUTE IMMEDIATE '${sql.replaceAll("'", "''")}' USING ${parameters.join(', ')}`;
}

function typeOf(sql: string): Execution['type'] {
  const statement = sql.replace(/^(?:\s|--[^\n]*\n)*/, '');
  if (/^(create|drop|alter)\b/i.test(statement)) return 'DDL';
  return /^(show|describe|explain)\b/i.test(statement) ? 'UTILITY' : 'DML';
}

const isView = (sql: string): boolean => /\bcreate(\s+or\s+replace)?\s+view\b/i.test(sql);
const isTableAs = (sql: string): boolean => /^create table \S+ with \([^)]*\) as\b/i.test(sql);
const withoutSemicolon = (sql: string): string => sql.replace(/;\s*$/, '');

/** Athena's reasons begin with the name of Trino's error. */
function reasonOf(error: Error): string {
  return error instanceof TrinoError ? `${error.name}: ${error.message}` : `FAILED: ParseException ${error.message}`;
}

function cellOf(value: unknown): { VarCharValue?: string } {
  if (value === null || value === undefined) return {};
  return { VarCharValue: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}

function columnInfo({ name, type }: TrinoResult['columns'][number]): unknown {
  const [base = type] = type.split('(');
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: base === 'real' ? 'float' : base,
  };
}
