/** How much of a snapshot no answer can speak of. */
import { allRows } from './all-rows.js';
import type { QueryEngine, QueryOptions } from './engine.js';
import { bindCells } from './question/bind.js';
import { readSql } from './sql-files.js';

export interface NotCovered {
  readonly accounts: number;
  readonly principals: number;
  /** Accounts that are closed or suspended. */
  readonly closed: number;
}

export async function notCovered(engine: QueryEngine, date: string, options: QueryOptions): Promise<NotCovered> {
  const statement = { sql: readSql('lake/', 'not_covered'), parameters: [{ name: 'snapshot_date' }] };
  const { sql, parameters } = bindCells(statement, new Map([['snapshot_date', [date]]]));
  const [[accounts, principals, closed] = []] = await allRows(engine, sql, parameters, options);
  return { accounts: Number(accounts), principals: Number(principals), closed: Number(closed) };
}
