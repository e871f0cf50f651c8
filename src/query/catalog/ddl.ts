/** The Athena tables, from the declaration. Grammar: Athena User Guide, CREATE TABLE and partition projection. */
import { type ColumnType, folderOf, type TableSchema } from '../../model/schema.js';
import { PARTITION_KEY } from '../../model/tables.js';
import { glueName } from '../sql/raw-tables.js';

export interface TablePlace {
  readonly database: string;
  /** The lake, `s3://bucket/prefix`, without a slash at its end. */
  readonly location: string;
  /** Date of the first snapshot, yyyy-MM-dd: where the projected dates begin. */
  readonly firstDate: string;
}

/** What is in the files of `queries/tables` for a person to replace. */
export const PLACEHOLDERS: TablePlace = {
  database: '{{database}}',
  location: '{{location}}',
  firstDate: '{{first_date}}',
};

const HIVE_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'string',
  int: 'int',
  bigint: 'bigint',
  boolean: 'boolean',
  timestamp: 'timestamp',
  'list<string>': 'array<string>',
  'map<string,string>': 'map<string,string>',
};

/** `CREATE EXTERNAL TABLE` of one table, without a semicolon. */
export function tableDdl(table: TableSchema, place: TablePlace): string {
  const columns = Object.entries(table.columns).map(([name, { type, comment }]) => columnDdl(name, type, comment));
  const { name, type, comment } = PARTITION_KEY;
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS \`${place.database}\`.\`${glueName(table)}\` (`,
    columns.join(',\n'),
    ')',
    `COMMENT ${quoted(table.comment)}`,
    ...(table.partitioned ? ['PARTITIONED BY (', columnDdl(name, type, comment), ')'] : []),
    'STORED AS PARQUET',
    `LOCATION ${quoted(tableLocation(table, place.location))}`,
    'TBLPROPERTIES (',
    Object.entries(tableProperties(table, place.firstDate)).map(propertyDdl).join(',\n'),
    ')',
  ].join('\n');
}

function columnDdl(name: string, type: ColumnType, comment: string): string {
  return `  \`${name}\` ${HIVE_TYPES[type]} COMMENT ${quoted(comment)}`;
}

function propertyDdl([property, value]: [string, string]): string {
  return `  '${property}' = ${quoted(value)}`;
}

/** Where the files of a table lie in the lake at `location`. */
export function tableLocation(table: TableSchema, location: string): string {
  return `${location}/${folderOf(table)}/`;
}

/** Each column as `name type` in Hive's words, the partition key last. */
export function hiveColumns({ columns, partitioned }: TableSchema): string[] {
  const names = Object.entries(columns).map(([name, { type }]) => `${name} ${HIVE_TYPES[type]}`);
  return partitioned ? [...names, `${PARTITION_KEY.name} ${HIVE_TYPES[PARTITION_KEY.type]}`] : names;
}

/** The properties of a table; `firstDate` (yyyy-MM-dd) is where its projected dates begin. */
export function tableProperties({ partitioned }: TableSchema, firstDate: string): Readonly<Record<string, string>> {
  const key = `projection.${PARTITION_KEY.name}`;
  const projection = {
    'projection.enabled': 'true',
    [`${key}.type`]: 'date',
    [`${key}.format`]: 'yyyy-MM-dd',
    [`${key}.range`]: `${firstDate},NOW+1DAYS`,
    [`${key}.interval`]: '1',
    [`${key}.interval.unit`]: 'DAYS',
  };
  return { classification: 'parquet', ...(partitioned ? projection : {}) };
}

/** Hive's quotes; comments in ASCII, which every catalog shows as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll('…', '...').replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
