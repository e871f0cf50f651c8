/** Law i: numbers of one name are one number, over the statements of the table in docs/judgement.md. The promise: a figure can be looked up anywhere. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bind, inlined } from '../../src/query/question/bind.js';
import { snapshotDates, withDates } from '../../src/query/question/dates.js';
import { findQuestion } from '../../src/query/question/find.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { rowsOf } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeds } from './seeds.js';
import { showWithTrends } from './trends.js';
import { randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

const table =
  readFileSync(new URL('../../docs/judgement.md', import.meta.url), 'utf8').split('## Named numbers')[1] ?? '';
const numbers = table
  .split('\n')
  .map((line) => line.split(' | '))
  .filter((cells) => cells.length === 4 && cells[0]?.startsWith('| `'))
  .map(([name = '', , , statements = '']) => ({
    name: name.slice('| `'.length, -1),
    statements: [...statements.matchAll(/`([^`]+)`/g)].map(([, sql]) => String(sql)),
  }));
/** As a person asks them. */
const questions = new Map(readQuestions().map(({ asked, name }) => [asked, name]));

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** The number that a statement gives; what counts nothing and what sums nothing are the same. */
async function numberOf(statement: string): Promise<number> {
  const dates = await snapshotDates(engine);
  const sql = statement.replaceAll(/ FROM (?:"([^"]+)"|(\w+))/g, (whole, form: string | undefined, plain: string) => {
    const name = questions.get(form ?? plain);
    if (name === undefined) return whole;
    const question = findQuestion(name);
    return ` FROM (${inlined(bind(question, withDates(question, {}, dates)))}) AS answer`;
  });
  const [row] = await rowsOf(await engine.query(sql, []));
  return Number(Object.values(row ?? {})[0] ?? 0);
}

it('the table has names and statements', () => {
  expect(numbers.map(({ name }) => name)).toContain('actions_removable');
  expect(numbers.length).toBeGreaterThan(6);
  expect(numbers.filter(({ statements }) => statements.length > 1).length).toBeGreaterThan(5);
});

it.each(seeds(3))('numbers of one name are one number: seed %i', async (seed) => {
  const random = seeded(seed);
  await showWithTrends(engine, randomLake(random, randomWorld(random)));
  const hasTrends = (await snapshotDates(engine)).some(({ isWhole }) => isWhole);
  for (const { name, statements } of numbers) {
    const asked = hasTrends ? statements : statements.filter((sql) => !/ FROM (bi_|raw\.derived_|trends)/.test(sql));
    const given = [];
    for (const statement of asked) given.push({ statement, number: await numberOf(statement) });
    expect(new Set(given.map(({ number }) => number)).size, `${name}: ${JSON.stringify(given)}`).toBeLessThanOrEqual(1);
  }
});
