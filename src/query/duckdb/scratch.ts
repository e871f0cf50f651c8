/** Tables in memory that hold what statements keep: DuckDB knows how many rows they have, and reads the lake once. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { Semaphore } from '../../async/semaphore.js';
import { duckdbMemory } from '../../tools/memory.js';
import type { QueryOptions } from '../engine/engine.js';
import { type Plan, planOf } from '../engine/materialized.js';
import { type Scratch, scratchOf } from '../engine/scratch.js';
import type { Bound } from '../question/bind.js';
import { failed } from './failure.js';
import { oneSelect, stoppable } from './statement.js';

/** Of its own, so that it may be compressed: a few texts fill most columns of what is kept, which then takes a tenth. */
const DATABASE = 'kept_tables';
const SCHEMA = `${DATABASE}.scratch`;
/** What stays for other statements: with more tables, the least recently read are dropped before the next statement. */
const MOST_TABLES = 64;
/** With more of DuckDB's memory in them, they are compressed; if that is not enough, dropped before one that writes another. */
const MOST_OF_MEMORY = 1 / 24;
/** Of it, what must have come since tables were last compressed: that takes longer than to write a small one. */
const WORTH_COMPRESSING = 1 / 64;
const BYTES = "SELECT CAST(sum(memory_usage_bytes) AS double) FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'";

export class DuckdbScratch {
  readonly #connect: () => Promise<DuckDBConnection>;
  /** No other engine asks this database: the same statements have the same text, whichever engine asks them. */
  readonly #scratch: Scratch = scratchOf(inSql, 'kept');
  /** One at a time: each takes all threads, and nothing is compressed while another is written. */
  readonly #writing = new Semaphore(1);
  #tables = 0;
  /** Bytes of all tables when they were last compressed; fewer when some were dropped since. */
  #compressed = 0;
  #running = 0;
  #schema: Promise<unknown> | undefined;

  constructor(connect: () => Promise<DuckDBConnection>) {
    this.#connect = connect;
  }

  /**
   * Writes what a statement keeps, and hands the statement that reads it to `start`, which must have begun to run it when
   * it ends. Fails as the statement would.
   */
  async with<T>({ sql, parameters }: Bound, options: QueryOptions, start: (bound: Bound) => Promise<T>): Promise<T> {
    const plan = planOf(sql, parameters);
    if (plan.kept.length === 0) return await start({ sql, parameters });
    await this.#refuse({ sql, parameters }, options);
    const isTooMuch = this.#running === 0 && (await this.#isTooMuch(plan));
    const isAlone = this.#running++ === 0;
    try {
      if (isTooMuch && isAlone) await this.#dropOldest(plan);
      return await start(
        await this.#scratch.materialize(plan, (table, part) =>
          this.#writing.run(() => this.#write(table, part, options)),
        ),
      );
    } finally {
      this.#running--;
    }
  }

  async #isTooMuch(next: Plan): Promise<boolean> {
    if (this.#tables > MOST_TABLES) return true;
    if (this.#tables === 0 || this.#scratch.holds(next)) return false;
    return await this.#use(areLarge);
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
    this.#schema ??= this.#use(makeSchema);
    await this.#schema;
    const connection = await this.#connect();
    const done = stoppable(connection, signal);
    try {
      if (signal?.aborted) throw signal.reason;
      await connection.run(`CREATE TABLE ${inSql(table)} AS ${await oneSelect(connection, part)}`);
      this.#tables++;
      await this.#compress(connection);
    } catch (error) {
      throw failed(error, signal);
    } finally {
      done();
    }
  }

  async #compress(connection: DuckDBConnection): Promise<void> {
    const bytes = await bytesOf(connection);
    if (!isLarge(bytes) || bytes - this.#compressed < duckdbMemory() * WORTH_COMPRESSING) return;
    if (await compress(connection)) this.#compressed = await bytesOf(connection);
  }

  /** What reads one of them meanwhile reads on: DuckDB frees a table after the last that sees it. */
  async #dropOldest(next: Plan): Promise<void> {
    const isEnough = async () => this.#tables <= MOST_TABLES && !(await this.#use(areLarge));
    const dropOne = async (table: string): Promise<void> => {
      this.#tables--;
      await this.#use((connection) => connection.run(`DROP TABLE IF EXISTS ${inSql(table)}`));
    };
    await this.#scratch.dropUntil(isEnough, dropOne, next);
    this.#compressed = Math.min(this.#compressed, await this.#use(bytesOf));
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

async function makeSchema(connection: DuckDBConnection): Promise<void> {
  await connection.run(`ATTACH ':memory:' AS ${DATABASE} (COMPRESS)`);
  await connection.run(`CREATE SCHEMA ${SCHEMA}`);
}

async function bytesOf(connection: DuckDBConnection): Promise<number> {
  return Number((await connection.runAndReadAll(BYTES)).getRows()[0]?.[0]);
}

async function areLarge(connection: DuckDBConnection): Promise<boolean> {
  return isLarge(await bytesOf(connection));
}

function isLarge(bytes: number): boolean {
  return bytes > duckdbMemory() * MOST_OF_MEMORY;
}

/**
 * Whether it did: DuckDB compresses nothing while another statement reads one of the tables. Then the next table compresses this
 * one, too.
 */
async function compress(connection: DuckDBConnection): Promise<boolean> {
  try {
    await connection.run(`CHECKPOINT ${DATABASE}`);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('Cannot CHECKPOINT')) return false;
    throw error;
  }
}

function inSql(table: string): string {
  return `${SCHEMA}.${table}`;
}
