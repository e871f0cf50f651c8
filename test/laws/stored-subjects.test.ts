/** Over random lakes: the answers about sets and OUs that `derive` wrote are those that would be judged, with what they leave out. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SUBJECT_QUESTIONS } from '../../src/model/tables/derived-subjects.js';
import { prepareKnown } from '../../src/query/question/ask.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { countLeftOut } from '../../src/query/question/left-out.js';
import { readNamedQuestion } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { type AnswerRow, rowsOf } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeds } from './seeds.js';
import { showWithTrends } from './trends.js';
import { type LakeRow, randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const read = new Map<string, number>();
let leftOut = 0;

interface Told {
  readonly rows: AnswerRow[];
  readonly leftOut: readonly object[];
  readonly isStored: boolean;
}

async function told(name: string, given: Given = {}): Promise<Told> {
  const dates = await snapshotDates(engine);
  const prepared = await prepareKnown(engine, readNamedQuestion(name), given, { dates });
  const { sql, parameters } = prepared.statement;
  return {
    rows: await rowsOf(await engine.query(sql, parameters)),
    leftOut: await countLeftOut(engine, prepared.leftOut),
    isStored: sql.includes('FROM raw.derived_subjects'),
  };
}

it.each(seeds(4))('what is read is what would be judged: seed %i', async (seed) => {
  const random = seeded(seed);
  const lake = randomLake(random, randomWorld(random));
  await engine.show(lake);
  const judged: Told[] = [];
  for (const name of SUBJECT_QUESTIONS) judged.push(await told(name));
  await showWithTrends(engine, lake);
  for (const [at, name] of SUBJECT_QUESTIONS.entries()) {
    const stored = await told(name);
    expect({ ...stored, isStored: false }).toEqual(judged[at]);
    if (!stored.isStored) continue;
    read.set(name, (read.get(name) ?? 0) + stored.rows.length);
    leftOut += stored.leftOut.length;
    const services = stored.rows.flatMap((row) =>
      row.service_namespace === null ? [] : [String(row.service_namespace)],
    );
    for (const given of [{ days: 60 }, ...services.slice(0, 1).map((service) => ({ service: [service] }))])
      expect((await told(name, given)).isStored, JSON.stringify(given)).toBe(false);
  }
});

it('each is read in some lakes, and something is left out', () => {
  expect(SUBJECT_QUESTIONS.filter((name) => (read.get(name) ?? 0) === 0)).toEqual([]);
  expect(leftOut).toBeGreaterThan(0);
});

it('is judged anew once a run is there that it does not name', async () => {
  const random = seeded(1);
  const lake = randomLake(random, randomWorld(random));
  const shown = await showWithTrends(engine, lake);
  const isStored = async () => (await told('sets')).isStored;
  expect(await isStored()).toBe(true);
  const runs = lake.get('runs') ?? [];
  await engine.show(new Map([...shown, ['runs', [...runs, { ...(runs.at(-1) as LakeRow), run_id: 'later' }]]]));
  expect(await isStored()).toBe(false);
});
