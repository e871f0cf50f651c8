/** The values of a statement as variables of its connection. */
import { BIGINT, BOOLEAN, DOUBLE, type DuckDBConnection, type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Cell } from '../engine.js';
import { type Bound, filled } from '../question/bind.js';

/**
 * Sets the values on the connection, which serves this statement alone, and returns it without parameters. Of a statement
 * with parameters DuckDB makes half of the plan before it has the values, and then the whole.
 */
export async function withVariables(connection: DuckDBConnection, bound: Bound): Promise<string> {
  const names = new Map<Cell, string>();
  for (const cell of new Set(bound.parameters)) {
    const name = `value_${names.size}`;
    await connection.run(`SET VARIABLE ${name} = ?`, [cell], [typeOf(cell)]);
    names.set(cell, name);
  }
  return filled(bound, (cell) => `getvariable('${names.get(cell)}')`);
}

/** Whole numbers are integers, as they are written in SQL; JavaScript's own would be doubles. */
function typeOf(cell: Cell): DuckDBType {
  if (typeof cell === 'number') return Number.isInteger(cell) ? INTEGER : DOUBLE;
  if (typeof cell === 'bigint') return BIGINT;
  return typeof cell === 'boolean' ? BOOLEAN : VARCHAR;
}
