/** Where SQL runs: embedded DuckDB or Athena. Both take the same statements, in the SQL that Trino and DuckDB share. */

/** The types that views and questions use, in the words of both engines. */
export type SqlType = 'varchar' | 'integer' | 'bigint' | 'double' | 'boolean' | 'date' | 'timestamp';

/** One cell: timestamps as `yyyy-MM-dd HH:mm:ss.SSS` in UTC, dates as `yyyy-MM-dd`, bigints as bigint. */
export type Cell = string | number | bigint | boolean | null;

export interface ResultColumn {
  readonly name: string;
  readonly type: SqlType;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** Pulled page by page: memory is one page, whatever the size of the answer. */
  readonly pages: AsyncIterable<readonly (readonly Cell[])[]>;
}

export interface StatementProgress {
  readonly state: string;
  readonly bytesScanned: number | null;
  /** Files of a bucket that are copied before the statement runs, and the bytes that were fetched. */
  readonly copied?: { readonly files: number; readonly of: number; readonly bytes: number };
}

export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** Called now and then while the statement runs. */
  readonly onProgress?: (progress: StatementProgress) => void;
}

export interface QueryEngine {
  readonly name: 'duckdb' | 'athena';
  /**
   * Runs one statement. Each `?` takes one of `parameters`, in order; they are bound, never pasted.
   * Fails with a UserError that carries the engine's reason; {@link Interrupted} when the signal was aborted,
   * after the statement was stopped.
   */
  query(sql: string, parameters: readonly Cell[], options?: QueryOptions): Promise<QueryResult>;
  /**
   * Writes the answer to a file as CSV, where the engine can do so itself: how many rows. Undefined, and nothing is
   * written, where the answer must be asked and written in another way. A failure may leave a part of the file.
   */
  readonly writeCsv?: (
    sql: string,
    parameters: readonly Cell[],
    path: string,
    options?: QueryOptions,
  ) => Promise<number | undefined>;
  close(): Promise<void>;
}
