/** Tables in memory that hold what statements keep: DuckDB knows how many rows they have, and reads the lake once. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Cell, QueryOptions } from '../engine.js';
import { planOf } from '../materialized.js';
import type { Bound } from '../question/bind.js';
import { type Scratch, scratchOf } from '../scratch.js';
import { failed } from './failure.js';
import { oneSelect, stoppable } from './statement.js';

const SCHEMA = 'scratch';
/** Tables that stay for other statements; more are dropped before the next one. */
const MOST_TABLES = 24;

export class DuckdbScratch {
  readonly #connect: () => Promise<DuckDBConnection>;
  #scratch: Scratch;
  #tables = 0;
  #running = 0;
  #schema: Promise<void> | undefined;

  constructor(connect: () => Promise<DuckDBConnection>) {
    this.#connect = connect;
    this.#scratch = newScratch();
  }

  /** Writes what a statement keeps, and gives the statement that reads it. Fails as the statement would. */
  async materialized(sql: string, parameters: readonly Cell[], options: QueryOptions): Promise<Bound> {
    const plan = planOf(sql, parameters);
    if (plan.kept.length === 0) return plan.part;
    if (this.#running === 0 && this.#tables > MOST_TABLES) await this.#dropAll();
    this.#running++;
    try {
      return await this.#scratch.materialize(plan, (table, part) => this.#write(table, part, options));
    } finally {
      this.#running--;
    }
  }

  async #write(table: string, part: Bound, { signal }: QueryOptions): Promise<void> {
    this.#schema ??= this.#run(`CREATE SCHEMA ${SCHEMA}`);
    await this.#schema;
    this.#tables++;
    const connection = await this.#connect();
    const done = stoppable(connection, signal);
    try {
      if (signal?.aborted) throw signal.reason;
      await connection.run(`CREATE TABLE ${inSql(table)} AS ${await oneSelect(connection, part)}`);
    } catch (error) {
      throw failed(error, signal);
    } finally {
      done();
    }
  }

  /** What reads one of them meanwhile reads on: DuckDB frees a table after the last that sees it. */
  async #dropAll(): Promise<void> {
    const old = this.#scratch;
    this.#scratch = newScratch();
    this.#tables = 0;
    await old.drop((table) => this.#run(`DROP TABLE IF EXISTS ${inSql(table)}`));
  }

  async #run(sql: string): Promise<void> {
    const connection = await this.#connect();
    try {
      await connection.run(sql);
    } finally {
      connection.closeSync();
    }
  }
}

function newScratch(): Scratch {
  return scratchOf(inSql);
}

function inSql(table: string): string {
  return `${SCHEMA}.${table}`;
}
