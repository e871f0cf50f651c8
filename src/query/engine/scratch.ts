/** Tables that hold what statements keep, as long as an engine is open. */
import { randomBytes } from 'node:crypto';
import type { Bound } from '../question/bind.js';
import { asOfItsDate } from '../question/earlier.js';
import { withHeads } from '../sql/with-heads.js';
import type { Kept, Plan } from './materialized.js';

export interface Scratch {
  /** Writes what the plan keeps and no earlier one wrote, side by side: each table as SQL names it, by the name of its expression. */
  tablesOf(
    plan: Pick<Plan, 'kept'>,
    write: (table: string, part: Bound) => Promise<void>,
  ): Promise<Map<string, string>>;
  /** As `tablesOf`, and gives the statement that reads the tables. */
  materialize(plan: Plan, write: (table: string, part: Bound) => Promise<void>): Promise<Bound>;
  /** Whether the plan keeps nothing that no earlier one wrote. */
  holds(plan: Plan): boolean;
  /** Drops all tables. */
  drop(dropOne: (table: string) => Promise<void>): Promise<void>;
  /**
   * Drops tables one at a time, the least recently read first, until `isEnough`; those that `next`, the plan of the
   * coming statement, would find written stay.
   */
  dropUntil(isEnough: () => Promise<boolean>, dropOne: (table: string) => Promise<void>, next: Plan): Promise<void>;
}

/**
 * `inSql`: how a statement names a table. `prefix` begins the names of all tables; by chance, so that many may ask one
 * database at once.
 */
export function scratchOf(
  inSql: (table: string) => string,
  prefix: string = `q${randomBytes(8).toString('hex')}`,
): Scratch {
  let tables: string[] = [];
  let made = 0;
  /** The least recently read first. */
  const known = new Map<string, Written>();

  /** The table of a statement; one that fails is tried again when it is asked for again. */
  async function tableOf(part: Bound, write: (table: string, part: Bound) => Promise<void>): Promise<string> {
    const key = keyOf(part);
    const create = (): Written => {
      const table = `${prefix}_${made++}`;
      tables.push(table);
      return { table, written: write(table, part) };
    };
    const one = known.get(key) ?? create();
    known.delete(key);
    known.set(key, one);
    try {
      await one.written;
      return one.table;
    } catch (error) {
      known.delete(key);
      throw error;
    }
  }

  const tablesOf: Scratch['tablesOf'] = ({ kept }, write) =>
    eachAfterItsReads(kept, async (part) => inSql(await tableOf(part, write)));

  return {
    tablesOf,
    materialize: async (plan, write) => reading(plan, await tablesOf(plan, write)),
    holds: (plan) => foundOf(plan, known, inSql).size === plan.kept.length,
    drop: async (dropOne) => {
      known.clear();
      await allSettled(tables.splice(0).map(dropOne));
    },
    dropUntil: async (isEnough, dropOne, next) => {
      const stay = new Set(foundOf(next, known, inSql).values());
      for (const [key, { table }] of [...known]) {
        if (stay.has(table)) continue;
        if (await isEnough()) return;
        known.delete(key);
        tables = tables.filter((each) => each !== table);
        await dropOne(table);
      }
    },
  };
}

/** Writes each expression once those that it reads are written, and gives what `write` gave by the names of the expressions. */
async function eachAfterItsReads(
  kept: readonly Kept[],
  write: (part: Bound) => Promise<string>,
): Promise<Map<string, string>> {
  const written = new Map<string, Promise<string>>();
  const named = async (names: Iterable<string>): Promise<Map<string, string>> => {
    const tables = [...names].map(async (name) => [name, (await written.get(name)) ?? ''] as const);
    return new Map(await Promise.all(tables));
  };
  for (const { name, ...one } of kept) {
    const table = named(one.reads).then((tables) => write(reading(one, tables)));
    written.set(name, table);
  }
  await allSettled([...written.values()]);
  return await named(written.keys());
}

interface Written {
  readonly table: string;
  readonly written: Promise<void>;
}

/** Equal of statements with the same rows: what was judged at a date for itself is there for whoever compares with it. */
export function keyOf({ sql, parameters }: Bound): string {
  return JSON.stringify([asOfItsDate(sql), parameters.map((cell) => [typeof cell, String(cell)])]);
}

/** Those of the known tables that a plan would find written, by the names of its expressions. */
function foundOf(
  { kept }: Plan,
  known: ReadonlyMap<string, Written>,
  inSql: (table: string) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, reads, part } of kept) {
    if (!reads.every((read) => found.has(read))) continue;
    const names = new Map(reads.map((read) => [read, inSql(found.get(read) as string)]));
    const one = known.get(keyOf(reading({ reads, part }, names)));
    if (one !== undefined) found.set(name, one.table);
  }
  return found;
}

/** Waits for all, then fails as the first that failed: none goes on unseen. */
async function allSettled(all: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(all);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** The statement with each table that it reads, as SQL names it, under the name of its expression. */
export function reading({ reads, part }: Pick<Kept, 'reads' | 'part'>, tableOf: ReadonlyMap<string, string>): Bound {
  const heads = reads.map((name) => `${name} AS (SELECT * FROM ${tableOf.get(name)})`);
  return { ...part, sql: withHeads(heads, part.sql) };
}
