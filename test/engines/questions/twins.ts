/** One lake on two engines: Trino, reached as Athena, and DuckDB. */
import { vi } from 'vitest';
import { systemEffects } from '../../../src/model/effects.js';
import { athenaCatalog } from '../../../src/query/athena/catalog.js';
import { athenaEngine } from '../../../src/query/athena/engine.js';
import { catalogSteps } from '../../../src/query/catalog/catalog.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../../src/query/engine/engine.js';
import { readViews } from '../../../src/query/sql/views.js';
import { type Answer, linesOf } from '../../recorded/answers.js';
import { answerOf } from '../../recorded/engine.js';
import { definitionsRead } from '../../recorded/keys.js';
import { type AthenaEndpoint, startAthenaEndpoint } from '../catalog/athena/endpoint.js';
import type { Engines } from '../programs/engines.js';
import type { TwinLake } from './lake.js';

export interface Twins {
  readonly athena: QueryEngine;
  readonly duckdb: QueryEngine;
  readonly endpoint: AthenaEndpoint;
  close(): Promise<void>;
}

/**
 * Makes the catalog of the lake in `database`, and opens the lake on both engines. `asked`: of the views it makes those
 * alone that these statements read, for Trino takes seconds to make all.
 */
export async function openTwins(
  engines: Engines,
  lake: TwinLake,
  database: string,
  asked?: readonly string[],
): Promise<Twins> {
  const twins = await openEngines(engines, lake, database);
  await makeCatalog(twins.athena, lake, database, asked);
  return twins;
}

/** Opens the lake on both engines; on Trino it has no catalog yet. */
export async function openEngines(engines: Engines, lake: TwinLake, database: string): Promise<Twins> {
  const endpoint = await startAthenaEndpoint(engines);
  vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', endpoint.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  const athena = athenaEngine(optionsFor(database), quick);
  const duckdb = await duckdbEngine(lake.folder);
  return {
    athena,
    duckdb,
    endpoint,
    close: async () => {
      await Promise.all([athena.close(), duckdb.close()]);
      await endpoint.stop();
      vi.unstubAllEnvs();
    },
  };
}

/** The catalog of the lake, as {@link openTwins} makes it. */
export async function makeCatalog(
  athena: QueryEngine,
  { location }: TwinLake,
  database: string,
  asked?: readonly string[],
): Promise<void> {
  const steps = catalogSteps(
    {
      database,
      location,
      known: athenaCatalog({ ...optionsFor(database), database }),
      engine: athena,
      serverEngine: athenaEngine(optionsFor(undefined), quick),
    },
    { dryRun: false },
  );
  const left = asked === undefined ? [] : viewsUnread(asked).map((view) => `renew view "${view}"`);
  for await (const step of steps) if (!left.includes(step.title)) await step.apply();
}

/** Names of the views that the statements do not read, themselves or through other views, of lakes of either kind. */
function viewsUnread(statements: readonly string[]): string[] {
  const texts = new Map<string, string>();
  for (const lastPart of ['0000-00-00', '2026-07-01']) {
    const views = readViews({ latest: '2026-07-01', lastPart, afterWhole: [] });
    for (const { name, sql } of views) texts.set(name, `${texts.get(name) ?? ''}\n${sql}`);
  }
  const read = definitionsRead(texts, statements);
  return [...texts.keys()].filter((name) => !read.includes(name));
}

/** Polls of the endpoint, which answers at once, need no waiting. */
const quick = { ...systemEffects, sleep: (_: number, signal?: AbortSignal) => systemEffects.sleep(5, signal) };

function optionsFor<Database extends string | undefined>(database: Database) {
  return { database, workgroup: 'primary', outputLocation: undefined, region: 'us-east-1' };
}

/** All rows of a view; lists as text joined by commas, which the engines would write each in its own way. */
export async function selectAll({ duckdb }: Pick<Twins, 'duckdb'>, view: string): Promise<string> {
  const { rows } = await answerOf(duckdb, `DESCRIBE ${view}`);
  const columns = rows.map(([name, type]) =>
    String(type).endsWith('[]') ? `array_join(${name}, ',') AS ${name}` : name,
  );
  return `SELECT ${columns.join(', ')} FROM ${view}`;
}

/**
 * Where the answers of Athena and DuckDB differ, the first few places: empty where they are the same.
 * `ordered`: the order of the rows counts. Short, for a runner that shows two answers of a million cells takes minutes.
 */
export function differences(athena: Answer, duckdb: Answer, ordered: boolean): string[] {
  const [ours, theirs] = [linesOf(athena, ordered), linesOf(duckdb, ordered)];
  const places = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, at) => at);
  const different = places.filter((at) => ours[at] !== theirs[at]).slice(0, mostShown);
  return different.map((at) => `row ${at}: Athena ${ours[at]}, DuckDB ${theirs[at]}`);
}

const mostShown = 3;
