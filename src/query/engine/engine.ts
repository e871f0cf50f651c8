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

/** Formats of which a row is a line; a line of CSV ends with the row, one of JSON is an object. */
export type LineFormat = 'csv' | 'json';

/** An answer as text, a line a row, without what stands between them. */
export interface AnswerLines {
  /** Of the columns. */
  readonly names: readonly string[];
  readonly pages: AsyncIterable<readonly string[]>;
}

/** By which dates a lake is judged. */
export interface JudgedDates {
  readonly snapshotDate: string;
  /** The latest date whose uses count. */
  readonly usesUntil: string;
}

export interface QueryEngine {
  readonly name: 'duckdb' | 'athena';
  /** Where the lake lies, as it was named; undefined where only its tables are known. */
  readonly place?: string;
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
  /** The answer as lines, where the engine can make them itself, which takes less than its cells; undefined as above. */
  readonly lines?: (
    sql: string,
    parameters: readonly Cell[],
    format: LineFormat,
    options?: QueryOptions,
  ) => Promise<AnswerLines | undefined>;
  /**
   * Judges the lake by these dates where it stores no judgement of them, so that statements then read it as if it did; false:
   * they judge by themselves. Undefined: the engine keeps no judgement.
   */
  readonly judge?: (dates: JudgedDates, options: QueryOptions) => Promise<boolean>;
  close(): Promise<void>;
}

/** What a statement wrote. */
export interface WrittenFiles {
  /** `s3://bucket/key` of each. */
  readonly locations: readonly string[];
  /** Rows of all of them together. */
  readonly rows: number;
}

/** An engine that keeps tables as files which others can read. */
export interface FileEngine extends QueryEngine {
  /**
   * Writes what the statement keeps to tables of the scratch database, and says which files that of one of its
   * MATERIALIZED expressions has; one without rows may have none. The tables are dropped with the engine, their files stay.
   */
  filesOf(sql: string, expression: string, options?: QueryOptions): Promise<WrittenFiles>;
}
