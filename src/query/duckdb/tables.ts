/** The tables of a lake as DuckDB views over its files. */
import type { ColumnType, TableSchema } from '../../model/schema.js';
import { PARTITION_KEY } from '../../model/tables.js';
import { literal } from '../question/bind.js';

const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  int: 'INTEGER',
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  'list<string>': 'VARCHAR[]',
  'map<string,string>': 'MAP(VARCHAR, VARCHAR)',
};

/** Files of one table that have the same columns. */
export interface FileGroup {
  /** Places that DuckDB opens, as {@link exactPath} writes them. */
  readonly paths: readonly string[];
  readonly columns: ReadonlySet<string>;
}

/**
 * Makes a table: every declared column, null where the files lack it, no row where there are no files.
 * Times are cast to TIMESTAMP, which in a session whose zone is UTC is the UTC time, whichever encoder wrote them.
 */
export function tableView(table: TableSchema, groups: readonly FileGroup[]): string {
  const parts = groups.length > 0 ? groups.map((group) => partOf(table, group)) : [`${partOf(table)} WHERE false`];
  return `CREATE VIEW ${table.name} AS\n${parts.join('\nUNION ALL\n')}`;
}

function partOf(table: TableSchema, group?: FileGroup): string {
  const columns = Object.entries(table.columns).map(([name, { type }]) => {
    const source = group?.columns.has(name) ? `"${name}"` : 'NULL';
    return `CAST(${source} AS ${DUCKDB_TYPES[type]}) AS "${name}"`;
  });
  const key = group ? PARTITION_KEY.name : `CAST(NULL AS VARCHAR) AS ${PARTITION_KEY.name}`;
  const select = `SELECT ${[...columns, ...(table.partitioned ? [key] : [])].join(', ')}`;
  return group ? `${select} FROM ${readParquet(table, group.paths)}` : select;
}

function readParquet({ partitioned }: TableSchema, paths: readonly string[]): string {
  const options = partitioned
    ? 'hive_partitioning = true, hive_types_autocast = false'
    : 'union_by_name = true, hive_partitioning = false';
  return `read_parquet([${paths.map(literal).join(', ')}], ${options})`;
}

/** A path that DuckDB takes as it stands: wildcards in it mean themselves. */
export function exactPath(path: string): string {
  return path.replaceAll(/[[*?]/g, '[$&]');
}

/** Functions of Trino that questions use and DuckDB has under another name. */
export const MACROS = [
  'CREATE MACRO array_join(list, separator) AS array_to_string(list, separator)',
  'CREATE MACRO arrays_overlap(a, b) AS list_has_any(a, b)',
  ...jsonFormat(),
];

/**
 * json_format of a map cast to JSON, as Trino writes it: keys in order, and what lies above U+FFFF escaped as the
 * surrogates that it is in UTF-16.
 */
function jsonFormat(): string[] {
  const [code, high, low] = [
    'unicode(c)',
    '55296 + ((unicode(c) - 65536) >> 10)',
    '56320 + ((unicode(c) - 65536) & 1023)',
  ];
  const entry = "CAST(to_json(e.key) AS VARCHAR) || ':' || CAST(to_json(e.value) AS VARCHAR)";
  const entries = 'list_sort(map_entries(CAST(document AS MAP(VARCHAR, VARCHAR))))';
  const escaped = `CASE WHEN ${code} > 65535 THEN printf('\\u%04X\\u%04X', ${high}, ${low}) ELSE c END`;
  return [
    `CREATE MACRO escaped_above_bmp(text) AS CASE WHEN regexp_matches(text, '[\\x{10000}-\\x{10FFFF}]')
       THEN array_to_string(list_transform(regexp_extract_all(text, '(?s).'), lambda c: ${escaped}), '') ELSE text END`,
    `CREATE MACRO json_format(document) AS escaped_above_bmp(
       '{' || array_to_string(list_transform(${entries}, lambda e: ${entry}), ',') || '}')`,
  ];
}
