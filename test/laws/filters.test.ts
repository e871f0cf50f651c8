/** Over random lakes: a filter never shows another's row, and a filter on an account answers as a lake of it alone would. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { type AnswerRow, answerOf, plain } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { requiredOf, takes } from './required.js';
import { seeds } from './seeds.js';
import { dateOf } from './world/calendar.js';
import { type Lake, type LakeRow, randomLake } from './world/lake.js';
import { type Random, seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** Reruns and other dates included: whoever has the value anywhere may be shown. */
const OWNERS: Readonly<Record<string, (row: LakeRow, value: string) => boolean>> = {
  account_id: (row, value) => row.account_id === value,
  principal: (row, value) => row.principal_arn === value,
  principal_type: (row, value) => row.principal_type === value,
  tag: (row, value) => `owner=${(row.tags as Record<string, string>).owner}` === value,
  except: (row, value) => row.principal_name !== value,
  except_tag: (row, value) => `owner=${(row.tags as Record<string, string>).owner}` !== value,
};

function valueFor(filter: string, lake: Lake, random: Random): string {
  const row = random.one(lake.get('principals') ?? []);
  if (filter === 'tag' || filter === 'except_tag') return `owner=${random.one(['shop', 'data'])}`;
  return String(row[{ principal: 'principal_arn', except: 'principal_name' }[filter] ?? filter]);
}

const questions = readQuestions();

it.each(seeds())('a filter shows no row of another: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  const principals = lake.get('principals') ?? [];
  const dates = world.snapshots.map(dateOf);
  if (dates.length < 2 || principals.length === 0) return;
  await engine.show(lake);
  const filter = random.one(Object.keys(OWNERS));
  for (const question of questions.filter((each) => takes(each, filter))) {
    const value = valueFor(filter, lake, random);
    const given = { ...requiredOf(question, dates, lake, random), [filter]: value };
    for (const row of await answerOf(engine, question.name, given)) {
      if (isOfException(row, filter)) continue;
      const strangers = strangersIn(row, principals, filter, value);
      if (strangers) expect.fail(`${question.name} --${filter} ${value} shows ${strangers}`);
    }
  }
});

/** A task of worklist that is told of an exception itself: it stays as it is, and is to be measured like others. */
function isOfException({ step }: AnswerRow, filter: string): boolean {
  return step === 'KEEP' || (step === 'MEASURE' && filter.startsWith('except'));
}

/** Of a row that names a principal: none of that name has the value. Of one that names an account: it is another. */
function strangersIn(
  row: AnswerRow,
  principals: readonly LakeRow[],
  filter: string,
  value: string,
): string | undefined {
  if (typeof row.principal_arn === 'string') {
    // What compares snapshots takes who passes in either: a renamed principal under either name.
    const ids = principals
      .filter(({ principal_arn }) => principal_arn === row.principal_arn)
      .map((each) => each.principal_id);
    const named = principals.filter(({ principal_id }) => ids.includes(principal_id));
    return named.some((each) => OWNERS[filter]?.(each, value)) ? undefined : row.principal_arn;
  }
  const account = filter === 'account_id' ? value : filter === 'principal' ? value.split(':')[4] : undefined;
  if (account === undefined || typeof row.account_id !== 'string') return undefined;
  return row.account_id === account ? undefined : row.account_id;
}

/** Say of every account how it is, whatever the filter; or compare it with the runs of the organization. */
const OF_MORE = ['principal_changes'];

it.each(seeds())('of one account the answer is that of a lake of it alone: seed %i', async (seed) => {
  const random = seeded(seed);
  const { entities, ...rest } = randomWorld(random);
  // Of one who may do everything any account's rows tell since when IAM knows a service: of other accounts too.
  const world = { ...rest, entities: entities.filter(({ isUnrestricted }) => !isUnrestricted) };
  const lake = randomLake(random, world);
  const dates = world.snapshots.map(dateOf);
  if (dates.length < 2) return;
  const account_id = random.one(world.accounts).id;
  const alone: Lake = new Map(
    [...lake].map(([table, rows]) => [
      table,
      rows.filter((row) => row.account_id === undefined || row.account_id === account_id),
    ]),
  );
  const asked = random.some(
    questions.filter((each) => takes(each, 'account_id') && !OF_MORE.includes(each.name)),
    0.25,
  );
  const answers = async (given: Given): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const each of asked) {
      const required = requiredOf(each, dates, alone, seeded(seed));
      if (each.parameters.some(({ name, required: needed }) => needed && name === 'principal')) continue;
      const rows = await answerOf(engine, each.name, { ...required, ...given });
      found.push([each.name, rows.filter(isOfReference).map(plain).sort()]);
    }
    return found;
  };
  await engine.show(lake);
  const filtered = await answers({ account_id });
  await engine.show(alone);
  expect(filtered).toEqual(await answers({}));
});

/** An action that the reference lacks has its evidence since any account had a row of it: of other accounts too. */
function isOfReference(row: AnswerRow): boolean {
  return row.service_namespace !== 'x';
}
