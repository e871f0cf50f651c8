/** What must be refused, or answered all the same: of every question that judges. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assessLake } from '../../../src/propose/assess/assess-lake.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import { everything, request } from '../../propose/proposing.js';
import { answerOf } from '../claims.js';
import { datesIn, lawLake } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { requiredOf } from '../required.js';
import type { Lake } from '../world/lake.js';
import { seeded } from '../world/random.js';

const SEED = 43;
const { lake } = lawLake(SEED);
const dates = datesIn(lake);
let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const judging = readQuestions().filter(({ implied }) => implied.length > 0);
const required = (question: (typeof judging)[number]) => requiredOf(question, dates, lake, seeded(SEED));

/** The run of the second date measured somebody, and its manifest names these files. */
function withManifest(paths: readonly string[]): Lake {
  const manifest = JSON.stringify(paths.map((path) => ({ path })));
  const runs = (lake.get('runs') ?? []).map((run) =>
    run.snapshot_date === dates[1] ? { ...run, principals_exported: 1, manifest } : run,
  );
  return new Map([...lake, ['runs', runs]]);
}

test('there is something that judges', () => {
  expect(judging.length).toBeGreaterThan(15);
});

test.each(judging)('$name refuses a run without grants by its name', async (question) => {
  await engine.show(withManifest(['principals/a.parquet']));
  const ask = (snapshot_date: string) => answerOf(engine, question.name, { ...required(question), snapshot_date });
  await expect(ask(dates[1] as string)).rejects.toThrow(
    /Cannot judge by the run ".+" of \d{4}-\d\d-\d\d: it names no file of principal_grants/,
  );
});

test('what was before such a run is judged, and so is what follows one that has them', async () => {
  await engine.show(withManifest(['principals/a.parquet']));
  await expect(answerOf(engine, 'dormant_principals', { snapshot_date: dates[0] as string })).resolves.toBeDefined();
  await engine.show(withManifest(['principal_grants/a.parquet']));
  await expect(answerOf(engine, 'dormant_principals', {})).resolves.toBeDefined();
});

test('propose refuses it, too', async () => {
  await engine.show(withManifest(['principals/a.parquet']));
  const asked = { ...request, selection: everything, date: dates.at(-1) as string, dates, days: 90 };
  await expect(assessLake(engine, asked)).rejects.toThrow(/it names no file of principal_grants/);
});

test.each(judging)('$name refuses a date before the first snapshot', async (question) => {
  await engine.show(lake);
  const asked = answerOf(engine, question.name, { ...required(question), snapshot_date: '2019-01-01' });
  await expect(asked).rejects.toThrow('Cannot ask about "2019-01-01": there is no snapshot of that date.');
});
