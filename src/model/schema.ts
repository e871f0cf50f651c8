/**
 * How a table is declared. One declaration feeds the row types of TypeScript, the Arrow and
 * Parquet schemas, the Athena DDL and the data dictionary.
 */

/** The column types of the lake, in Hive's words (`list<string>` is Hive's `array<string>`). */
export type ColumnType = 'string' | 'int' | 'bigint' | 'boolean' | 'timestamp' | 'list<string>' | 'map<string,string>';

/** What a column holds in TypeScript. A timestamp is milliseconds since 1970-01-01T00:00:00Z. */
interface ValueOfType {
  string: string;
  int: number;
  bigint: number;
  boolean: boolean;
  timestamp: number;
  'list<string>': readonly string[];
  'map<string,string>': Readonly<Record<string, string>>;
}

/** Anything that one cell can hold, null apart. */
export type Value = ValueOfType[ColumnType];

export interface ColumnSchema<
  T extends ColumnType = ColumnType,
  Required extends boolean = boolean,
  V extends ValueOfType[T] = ValueOfType[T],
> {
  readonly type: T;
  /** One sentence for the data dictionary and the catalog: meaning, unit, and what null says. */
  readonly comment: string;
  /** True where null never occurs. Files declare every column optional all the same. */
  readonly required: Required;
  /** All that it may hold; undefined: whatever is of its type. */
  readonly choices?: readonly V[];
}

/** How rows come in sets that repeat, such as the actions of a service that many principals hold. */
export interface Clustering {
  /** Columns in which the rows of one set are equal: the first columns of the order. */
  readonly sets: readonly [string, ...string[]];
  /** Column whose values tell whether two sets are alike. */
  readonly values: string;
  /** Column that is null in most sets throughout. */
  readonly unused: string;
}

export interface TableSchema {
  readonly name: string;
  /** One sentence: what a row is. */
  readonly comment: string;
  /** Whether the files lie in `snapshot_date=yyyy-MM-dd` folders (all tables but `runs`). */
  readonly partitioned: boolean;
  /** Where its files lie below the lake; undefined: in a folder of its name. */
  readonly folder?: string;
  /** The order of the rows within one row group. */
  readonly sortedBy: readonly string[];
  /** Its files are as large in memory as on disk: who reads one knows what it takes before. */
  readonly isUncompressed?: true;
  /** Within the first column of that order, sets that are alike follow each other: it takes a tenth off the bytes. */
  readonly clustering?: Clustering;
  readonly columns: Readonly<Record<string, ColumnSchema>>;
}

/** The folder of a table's files, below the lake. */
export function folderOf({ name, folder = name }: Pick<TableSchema, 'name' | 'folder'>): string {
  return folder;
}

/** One row of a table, keyed by column name. */
export type Row<T extends TableSchema> = {
  [K in keyof T['columns']]: T['columns'][K] extends ColumnSchema<ColumnType, infer Required, infer V>
    ? V | (Required extends true ? never : null)
    : never;
};

/** A row before it is published: the run that commits it is not known yet. */
export type Unpublished<T extends TableSchema> = Omit<Row<T>, 'run_id'>;

/** A column that may be null. */
export function column<T extends ColumnType>(type: T, comment: string): ColumnSchema<T, false> {
  return { type, comment, required: false };
}

/** A column that is never null. */
export function required<T extends ColumnType>(type: T, comment: string): ColumnSchema<T, true> {
  return { type, comment, required: true };
}

/** A text that is one of a few, never null. */
export function choice<V extends string>(choices: readonly V[], comment: string): ColumnSchema<'string', true, V> {
  return { type: 'string', comment, required: true, choices };
}
