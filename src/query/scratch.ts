/** Tables that hold what statements keep, as long as an engine is open. */
import { randomBytes } from 'node:crypto';
import type { Kept, Plan } from './materialized.js';
import type { Bound } from './question/bind.js';

export interface Scratch {
  /** Writes what the plan keeps and no earlier one wrote, side by side, and gives the statement that reads it. */
  materialize(plan: Plan, write: (table: string, part: Bound) => Promise<void>): Promise<Bound>;
  /** Drops the tables. */
  drop(dropOne: (table: string) => Promise<void>): Promise<void>;
}

/** Tables are named by chance, so that many may ask at once; `inSql`: how a statement names one. */
export function scratchOf(inSql: (table: string) => string): Scratch {
  const prefix = `q${randomBytes(8).toString('hex')}`;
  const tables: string[] = [];
  const known = new Map<string, Promise<string>>();

  /** The table of a statement; one that fails is tried again when it is asked for again. */
  async function tableOf(part: Bound, write: (table: string, part: Bound) => Promise<void>): Promise<string> {
    const key = JSON.stringify([part.sql, part.parameters.map((cell) => [typeof cell, String(cell)])]);
    const create = async (): Promise<string> => {
      const name = `${prefix}_${tables.length}`;
      tables.push(name);
      await write(name, part);
      return name;
    };
    const written = known.get(key) ?? create();
    known.set(key, written);
    try {
      return await written;
    } catch (error) {
      known.delete(key);
      throw error;
    }
  }

  return {
    materialize: async ({ kept, reads, part }, write) => {
      const written = new Map<string, Promise<string>>();
      const bound = async (one: Pick<Kept, 'reads' | 'part'>): Promise<Bound> => {
        const names = await Promise.all(
          one.reads.map(async (name) => [name, inSql((await written.get(name)) ?? '')] as const),
        );
        return reading(one, new Map(names));
      };
      for (const { name, ...one } of kept)
        written.set(
          name,
          bound(one).then((each) => tableOf(each, write)),
        );
      await allSettled([...written.values()]);
      return await bound({ reads, part });
    },
    drop: async (dropOne) => {
      known.clear();
      await allSettled(tables.splice(0).map(dropOne));
    },
  };
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
  if (heads.length === 0) return part;
  const rest = part.sql.startsWith('WITH ') ? `,\n${part.sql.slice('WITH '.length)}` : `\n${part.sql}`;
  return { ...part, sql: `WITH ${heads.join(',\n')}${rest}` };
}
