/** The tables of a lake as DuckDB views over its files. */
import { NO_DATE } from '../../model/days.js';
import { type ColumnType, folderOf, type TableSchema } from '../../model/schema.js';
import { PARTITION_KEY } from '../../model/tables.js';
import { literal } from '../question/bind.js';
import { RAW_SCHEMA, rawName } from '../sql/raw-tables.js';

export const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
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
  /** The folder in which they lie, absolute; undefined: that of the other files. */
  readonly root?: string | undefined;
}

/** Before the first table. */
export const RAW_SCHEMA_SQL = `CREATE SCHEMA ${RAW_SCHEMA}`;

export function tableView(table: TableSchema, root: string, groups: readonly FileGroup[]): string {
  return `CREATE OR REPLACE VIEW ${rawName(table)} AS\n${tableRows(table, root, groups)}`;
}

/**
 * The rows of a table below the folder `root` (absolute): every declared column, null where the files lack it, no row where
 * there are no files. Times are the UTC time as a TIMESTAMP, whatever the zone of the session and whichever encoder wrote
 * them. The date stands at a fixed place of a file's path, whatever folders lie above the lake.
 */
export function tableRows(table: TableSchema, root: string, groups: readonly FileGroup[]): string {
  const date = (sql: string): string[] => (table.partitioned ? [`${sql} AS ${PARTITION_KEY.name}`] : []);
  const none = `SELECT ${[...castColumns(table), ...date('CAST(NULL AS VARCHAR)')].join(', ')} WHERE false`;
  const parts = groups.map(
    ({ columns, paths, root: own = root }) =>
      `SELECT ${[...castColumns(table, columns), ...date(dateIn(table, own))].join(', ')} FROM ${readParquet(paths)}${dated(table, own)}`,
  );
  return (parts.length > 0 ? parts : [none]).join('\nUNION ALL\n');
}

/** What {@link tableRows} appends to a path, by which a plan tells whose files it reads; it changes no date. */
export const tableMark = ({ name }: Pick<TableSchema, 'name'>): string => `/${name}`;

/** No file of a lake is of this date; the one that planner.ts adds is left out, so that every plan shows whose files it reads. */
function dated(table: TableSchema, root: string): string {
  return table.partitioned ? ` WHERE ${dateIn(table, root)} <> ${literal(NO_DATE)}` : '';
}

function dateIn(table: TableSchema, root: string): string {
  const before = [...`${root}/${folderOf(table)}/${PARTITION_KEY.name}=`].length;
  const marked = `filename || ${literal(tableMark(table))}`;
  return `substr(${marked}, ${before + 1}, ${'yyyy-MM-dd'.length})`;
}

function castColumns(table: TableSchema, known: ReadonlySet<string> = new Set()): string[] {
  return Object.entries(table.columns).map(([name, { type }]) => {
    if (!known.has(name)) return `CAST(NULL AS ${DUCKDB_TYPES[type]}) AS "${name}"`;
    if (type === 'timestamp') return `${utcTime(`"${name}"`)} AS "${name}"`;
    return `CAST("${name}" AS ${DUCKDB_TYPES[type]}) AS "${name}"`;
  });
}

/** A cast of what has a zone works the calendar out for every row, which takes eight times as long. */
function utcTime(column: string): string {
  return `CASE WHEN isinf(${column}) THEN CAST(${column} AS TIMESTAMP) ELSE make_timestamp(epoch_us(${column})) END`;
}

function readParquet(paths: readonly string[]): string {
  // Only by a column of this very name does DuckDB leave out files; one that has such a column of its own is refused.
  return `read_parquet([${paths.map(literal).join(', ')}], hive_partitioning = false, filename = true)`;
}

/** A path that DuckDB takes as it is: wildcards in it mean themselves. */
export function exactPath(path: string): string {
  return path.replaceAll(/[[*?]/g, '[$&]');
}

/** Functions of Trino that questions use and DuckDB has under another name. */
export const MACROS = [
  'CREATE MACRO array_join(list, separator) AS array_to_string(list, separator)',
  'CREATE MACRO bitwise_and(a, b) AS a & b',
  'CREATE MACRO bitwise_or(a, b) AS a | b',
  'CREATE MACRO bitwise_or_agg(bits) AS bit_or(bits)',
  'CREATE MACRO arrays_overlap(a, b) AS list_has_any(a, b)',
  'CREATE MACRO array_except(a, b) AS list_filter(a, lambda item: NOT list_contains(b, item))',
  // RE2 has no groups that are never tried again, and needs none: it never goes back.
  "CREATE MACRO regexp_like(text, expression) AS regexp_matches(text, replace(expression, '(?>', '(?:'))",
  'CREATE MACRO to_utf8(text) AS text', // md5 takes text here, and gives it in hexadecimal
  'CREATE MACRO to_hex(hash) AS hash',
  jsonFormat(),
];

/**
 * json_format of a map cast to JSON, as Trino writes it: keys in order, and what lies above U+FFFF escaped as the
 * surrogates that it is in UTF-16. The text is the item of a list because a macro is bound anew at each use of its
 * argument, which most statements would pay several times.
 */
function jsonFormat(): string {
  const [code, high, low] = [
    'unicode(c)',
    '55296 + ((unicode(c) - 65536) >> 10)',
    '56320 + ((unicode(c) - 65536) & 1023)',
  ];
  const map = 'map_from_entries(list_sort(map_entries(CAST(document AS MAP(VARCHAR, VARCHAR)))))';
  const escaped = `CASE WHEN ${code} > 65535 THEN printf('\\u%04X\\u%04X', ${high}, ${low}) ELSE c END`;
  return `CREATE MACRO json_format(document) AS list_transform([CAST(to_json(${map}) AS VARCHAR)], lambda text:
      CASE WHEN regexp_matches(text, '[\\x{10000}-\\x{10FFFF}]')
        THEN array_to_string(list_transform(regexp_extract_all(text, '(?s).'), lambda c: ${escaped}), '')
        ELSE text END)[1]`;
}

/** The SQL of a view in DuckDB's own functions, for who has no {@link MACROS}. */
export function withoutMacros(sql: string): string {
  return sql
    .replaceAll('array_join(', 'array_to_string(')
    .replaceAll('arrays_overlap(', 'list_has_any(')
    .replaceAll(/bitwise_and\(([\w.]+), (-?[\w.]+)\)/g, '($1 & $2)')
    .replaceAll(/bitwise_or\(([\w.]+), (-?[\w.]+)\)/g, '($1 | $2)')
    .replaceAll(/to_hex\(md5\(to_utf8\(([\w.]+)\)\)\)/g, 'md5($1)')
    .replaceAll(
      /json_format\(CAST\(([\w.]+) AS json\)\)/g,
      'CAST(to_json(map_from_entries(list_sort(map_entries($1)))) AS varchar)',
    );
}
