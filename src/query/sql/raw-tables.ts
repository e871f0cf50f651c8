/** What the tables of a lake are called in SQL, so that none has the name of a view or question. */
import type { TableSchema } from '../../model/schema.js';
import type { QueryEngine } from '../engine/engine.js';

/** The schema of DuckDB that holds them. */
export const RAW_SCHEMA = 'raw';

/** A table in DuckDB, and in the SQL of `queries`. */
export function rawName({ name }: Pick<TableSchema, 'name'>): string {
  return `${RAW_SCHEMA}.${name}`;
}

/** A table in Glue, which has no schemas. */
export function glueName({ name }: Pick<TableSchema, 'name'>): string {
  return `${RAW_SCHEMA}_${name}`;
}

/** SQL of `queries` with the names that its tables have in Glue. A person's own is never changed: there, `raw` may be a database. */
export function inGlue(sql: string): string {
  return sql.replaceAll(/\b(FROM|JOIN) raw\./g, '$1 raw_');
}

/** SQL of `queries` as the engine takes it. */
export function sqlOn({ name }: Pick<QueryEngine, 'name'>, sql: string): string {
  return name === 'athena' ? inGlue(sql) : sql;
}
