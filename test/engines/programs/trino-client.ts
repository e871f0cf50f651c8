/** The statement protocol of Trino. */
import { setTimeout as delay } from 'node:timers/promises';

const retryMs = 200;

/** A query that Trino refused or gave up; `name` is its error name, such as TABLE_NOT_FOUND. */
export class TrinoError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export interface TrinoResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Cells as Trino's JSON has them: timestamps and dates as text, bigints as numbers (up to 2^53). */
  readonly rows: readonly (readonly unknown[])[];
  /** Bytes read from the files, footers included. */
  readonly physicalInputBytes: number;
  /** Of the plan that ran; Trino allows 150. */
  readonly stages: number;
}

export interface TrinoOptions {
  /** Database of the names that have none. */
  readonly schema?: string;
  /** The statement is cancelled in Trino when it is aborted. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (physicalInputBytes: number) => void;
}

export interface Trino {
  readonly url: string;
  query(sql: string, options?: TrinoOptions): Promise<TrinoResult>;
}

interface Answer {
  readonly nextUri?: string;
  readonly columns?: readonly { name: string; type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { errorName: string; message: string };
  readonly stats?: { physicalInputBytes?: number; rootStage?: Stage };
}

interface Stage {
  readonly subStages?: readonly Stage[];
}

function stagesOf(stage: Stage | undefined): number {
  return stage === undefined ? 0 : (stage.subStages ?? []).reduce((sum, below) => sum + stagesOf(below), 1);
}

/** A client of the Trino at `url`, whose catalog is `awsdatacatalog`. */
export function trinoAt(url: string): Trino {
  return { url, query: (sql, options = {}) => queryOnceReady(url, sql, options) };
}

/** For some seconds after its start Trino takes queries and has no node that could scan a table. */
async function queryOnceReady(url: string, sql: string, options: TrinoOptions): Promise<TrinoResult> {
  for (;;) {
    try {
      return await query(url, sql, options);
    } catch (error) {
      if (!(error instanceof TrinoError && error.name === 'NO_NODES_AVAILABLE')) throw error;
      await delay(retryMs);
    }
  }
}

async function query(url: string, sql: string, { schema, signal, onProgress }: TrinoOptions): Promise<TrinoResult> {
  const headers = {
    'x-trino-user': 'test',
    'x-trino-catalog': 'awsdatacatalog',
    'x-trino-time-zone': 'UTC',
    ...(schema === undefined ? {} : { 'x-trino-schema': schema }),
  };
  let answer = await ask(`${url}/v1/statement`, { method: 'POST', headers, body: sql });
  let columns: Answer['columns'];
  const rows: (readonly unknown[])[] = [];
  let stages = 0;
  for (;;) {
    if (answer.error !== undefined) throw new TrinoError(answer.error.errorName, answer.error.message);
    columns ??= answer.columns;
    for (const row of answer.data ?? []) rows.push(row);
    const physicalInputBytes = answer.stats?.physicalInputBytes ?? 0;
    onProgress?.(physicalInputBytes);
    stages = Math.max(stages, stagesOf(answer.stats?.rootStage));
    if (answer.nextUri === undefined) return { columns: columns ?? [], rows, physicalInputBytes, stages };
    if (signal?.aborted) await fetch(answer.nextUri, { method: 'DELETE', headers });
    signal?.throwIfAborted();
    answer = await ask(answer.nextUri, { headers });
  }
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  for (;;) {
    const response = await fetch(url, init);
    if (response.ok) return (await response.json()) as Answer;
    const text = await response.text();
    if (response.status < 502 || response.status > 504) throw new Error(`Trino answered ${response.status}: ${text}`);
    await delay(retryMs);
  }
}
