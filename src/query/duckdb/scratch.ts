/** Tables in memory that hold what statements keep: DuckDB knows how many rows they have, and reads the lake once. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { QueryOptions } from '../engine.js';
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
  #schema: Promise<unknown> | undefined;

  constructor(connect: () => Promise<DuckDBConnection>) {
    this.#connect = connect;
    this.#scratch = newScratch();
  }

  /**
   * Writes what a statement keeps, and hands the statement that reads it to `start`, which must have begun to run it when
   * it ends. Fails as the statement would.
   */
  async with<T>({ sql, parameters }: Bound, options: QueryOptions, start: (bound: Bound) => Promise<T>): Promise<T> {
    const plan = planOf(sql, parameters);
    if (plan.kept.length === 0) return await start(plan.part);
    await this.#refuse({ sql, parameters }, options);
    if (this.#running === 0 && this.#tables > MOST_TABLES) await this.#dropAll();
    this.#running++;
    try {
      return await start(await this.#scratch.materialize(plan, (table, part) => this.#write(table, part, options)));
    } finally {
      this.#running--;
    }
  }

  /** Refuses another statement than a SELECT: of parts that nothing reads, too. */
  async #refuse(bound: Bound, { signal }: QueryOptions): Promise<void> {
    try {
      await this.#use((connection) => oneSelect(connection, bound));
    } catch (error) {
      throw failed(error, signal);
    }
  }

  async #write(table: string, part: Bound, { signal }: QueryOptions): Promise<void> {
    this.#schema ??= this.#use((connection) => connection.run(`CREATE SCHEMA ${SCHEMA}`));
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
    await old.drop(async (table) => {
      await this.#use((connection) => connection.run(`DROP TABLE IF EXISTS ${inSql(table)}`));
    });
  }

  async #use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#connect();
    try {
      return await work(connection);
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
