/** Tables of a scratch database that hold what statements keep, as long as an engine is open. */
import { randomBytes } from 'node:crypto';
import type { Bound } from '../question/bind.js';
import type { Kept, Plan } from './materialized.js';

/** Runs one statement in the lake's database. */
export type RunStatement = (part: Bound) => Promise<void>;

export interface Scratch {
  /** Writes what the plan keeps and no earlier one wrote, side by side, and gives the statement that reads it. */
  materialize(plan: Plan, run: RunStatement): Promise<Bound>;
  /** Drops the tables; their files stay among the results of statements. */
  drop(run: RunStatement): Promise<void>;
}

/** Tables are named by chance, so that many may ask at once. */
export function scratchIn(database: string): Scratch {
  const prefix = `q${randomBytes(8).toString('hex')}`;
  const tables: string[] = [];
  const known = new Map<string, Promise<string>>();

  async function write(part: Bound, run: RunStatement): Promise<string> {
    const name = `${prefix}_${tables.length}`;
    tables.push(name);
    await run(tableAs(name, part, database));
    return name;
  }

  /** The table of a statement; one that fails is tried again when it is asked for again. */
  async function table(part: Bound, run: RunStatement): Promise<string> {
    const key = JSON.stringify([part.sql, part.parameters.map((cell) => [typeof cell, String(cell)])]);
    const written = known.get(key) ?? write(part, run);
    known.set(key, written);
    try {
      return await written;
    } catch (error) {
      known.delete(key);
      throw error;
    }
  }

  return {
    materialize: async ({ kept, reads, part }, run) => {
      const tableOf = new Map<string, Promise<string>>();
      const bound = async (one: Pick<Kept, 'reads' | 'part'>): Promise<Bound> => {
        const names = await Promise.all(
          one.reads.map(async (name) => [name, (await tableOf.get(name)) ?? ''] as const),
        );
        return reading(one, new Map(names), database);
      };
      for (const { name, ...one } of kept)
        tableOf.set(
          name,
          bound(one).then((each) => table(each, run)),
        );
      await allSettled([...tableOf.values()]);
      return await bound({ reads, part });
    },
    drop: async (run) => {
      const drops = tables.splice(0).map((name) => `DROP TABLE IF EXISTS \`${database}\`.\`${name}\``);
      known.clear();
      await allSettled(drops.map((sql) => run({ sql, parameters: [] })));
    },
  };
}

/** Waits for all, then fails as the first that failed: none goes on unseen. */
async function allSettled(all: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(all);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** The plan as statements for a person to run one by one, each table under the name of its expression. */
export function statementsOf({ kept, ...main }: Plan, database: string): Bound[] {
  const tableOf = new Map(kept.map(({ name }) => [name, name]));
  const tables = kept.map(({ name, ...one }) => tableAs(name, reading(one, tableOf, database), database));
  const drops = kept.map(({ name }) => ({ sql: `DROP TABLE \`${database}\`.\`${name}\``, parameters: [] }));
  return [...tables, reading(main, tableOf, database), ...drops];
}

function tableAs(table: string, { sql, parameters }: Bound, database: string): Bound {
  return { sql: `CREATE TABLE ${plain(database)}.${table} WITH (format = 'PARQUET') AS\n${sql}`, parameters };
}

/** The statement with each table that it reads under the name of its expression. */
function reading(
  { reads, part }: Pick<Kept, 'reads' | 'part'>,
  tableOf: ReadonlyMap<string, string>,
  database: string,
): Bound {
  const heads = reads.map((name) => `${name} AS (SELECT * FROM ${plain(database)}.${tableOf.get(name)})`);
  if (heads.length === 0) return part;
  const rest = part.sql.startsWith('WITH ') ? `,\n${part.sql.slice('WITH '.length)}` : `\n${part.sql}`;
  return { ...part, sql: `WITH ${heads.join(',\n')}${rest}` };
}

/** Athena User Guide, "Considerations and limitations for CTAS queries": names there are best written without quotes. */
function plain(database: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(database) ? database : `"${database}"`;
}
