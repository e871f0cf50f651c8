/** Tables of the scratch database, as statements of Athena. */
import type { Plan } from '../engine/materialized.js';
import { reading } from '../engine/scratch.js';
import type { Bound } from '../question/bind.js';

export function createTable(database: string, table: string, { sql, parameters }: Bound): Bound {
  return { sql: `CREATE TABLE ${inSql(database, table)} WITH (format = 'PARQUET') AS\n${sql}`, parameters };
}

/** The files of a table, as SQL names it, and the rows of each; Athena and Trino have the column "$path" of every table in S3. */
export function filesStatement(table: string): string {
  return `SELECT "$path" AS location, count(*) AS row_count FROM ${table} GROUP BY "$path" ORDER BY 1`;
}

/** Its files stay among the results of statements. */
export function dropTable(database: string, table: string): Bound {
  return { sql: `DROP TABLE IF EXISTS \`${database}\`.\`${table}\``, parameters: [] };
}

/** Athena User Guide, "Considerations and limitations for CTAS queries": names there are best written without quotes. */
export function inSql(database: string, table: string): string {
  return `${/^[a-z_][a-z0-9_]*$/.test(database) ? database : `"${database}"`}.${table}`;
}

/** The plan as statements for a person to run one by one, each table under the name of its expression. */
export function statementsOf({ kept, ...main }: Plan, database: string): Bound[] {
  const tableOf = new Map(kept.map(({ name }) => [name, inSql(database, name)]));
  const tables = kept.map(({ name, ...one }) => createTable(database, name, reading(one, tableOf)));
  const drops = kept.map(({ name }) => ({ sql: `DROP TABLE \`${database}\`.\`${name}\``, parameters: [] }));
  return [...tables, reading(main, tableOf), ...drops];
}
