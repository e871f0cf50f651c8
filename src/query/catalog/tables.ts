/** What makes a table of the catalog what its declaration says. */
import { UserError } from '../../model/errors.js';
import type { TableSchema } from '../../model/schema.js';
import { glueName } from '../sql/raw-tables.js';
import { hiveColumns, type TablePlace, tableDdl, tableLocation, tableProperties } from './ddl.js';
import type { KnownTable } from './known.js';

export interface TableStatement {
  readonly title: string;
  readonly sql: string;
}

/**
 * The statements, none where the table is as declared. A definition that differs is dropped and created again:
 * the table is EXTERNAL, so its files stay. A UserError where the name belongs to something else.
 */
export function tableChange(table: TableSchema, place: TablePlace, known: KnownTable | undefined): TableStatement[] {
  const name = glueName(table);
  const create = tableDdl(table, place);
  if (known === undefined) return [{ title: `create table "${name}"`, sql: create }];
  if (!isOurs(table, place, known)) throw foreign(table, place, known);
  if (isAsDeclared(table, place, known)) return [];
  return [
    {
      title: `drop the definition of table "${name}"`,
      sql: `DROP TABLE IF EXISTS \`${place.database}\`.\`${name}\``,
    },
    { title: `create table "${name}"`, sql: create },
  ];
}

/** Dropping an Iceberg table would remove its data; a table that reads another place is somebody else's. */
function isOurs(table: TableSchema, { location }: TablePlace, { type, parameters }: KnownTable): boolean {
  const isIceberg = parameters.table_type?.toUpperCase() === 'ICEBERG';
  return type === 'EXTERNAL_TABLE' && !isIceberg && isSamePlace(parameters.location, tableLocation(table, location));
}

/**
 * Athena wants a LOCATION that ends in a slash, and tells it without: AWS CLI Command Reference, athena
 * get-table-metadata, has `"location": "s3://awsdoc-example-bucket/json"` of a table made by a statement.
 */
function isSamePlace(known: string | undefined, declared: string): boolean {
  return known?.replace(/\/+$/, '') === declared.replace(/\/+$/, '');
}

function isAsDeclared(table: TableSchema, { firstDate }: TablePlace, { columns, parameters }: KnownTable): boolean {
  const properties = Object.entries(tableProperties(table, firstDate));
  return (
    columns.join('\n') === hiveColumns(table).join('\n') &&
    properties.every(([key, value]) => parameters[key] === value)
  );
}

function foreign(table: TableSchema, { database, location }: TablePlace, known: KnownTable): UserError {
  const what = known.parameters.location ?? `a ${known.type}`;
  return new UserError(
    `Cannot make table "${glueName(table)}" in database "${database}": the name is taken by ${what}.`,
    {
      hint: `Give another --database for "${location}", or drop that table yourself.`,
    },
  );
}
