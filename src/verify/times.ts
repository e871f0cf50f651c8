/** Times that no answer can show: a file may hold years from 290000 before to 290000 after our own. */
import type { TableSchema } from '../model/schema.js';
import { TABLES } from '../model/tables.js';

/** A check of one run, as those of queries/checks: a row of subject and problem for each column with such times. */
export function timesSql(): string {
  return TABLES.flatMap((table) => timesOf(table).map((column) => timeSql(table, column))).join('\nUNION ALL\n');
}

function timesOf({ columns }: TableSchema): string[] {
  return Object.entries(columns).flatMap(([name, { type }]) => (type === 'timestamp' ? [name] : []));
}

function timeSql({ name }: TableSchema, column: string): string {
  return `SELECT '${name}' AS subject,
    'has ' || count(*) || ' times in ${column} that are not of the years 1 to 9999' AS problem
  FROM ${name}
  WHERE ${column} < TIMESTAMP '0001-01-01 00:00:00' OR ${column} >= TIMESTAMP '10000-01-01 00:00:00'
  HAVING count(*) > 0`;
}
