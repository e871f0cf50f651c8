/** Over random lakes: a filter never shows another's row, and changes none that it shows. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { Breaches } from './breaches.js';
import { type AnswerRow, answerOf, plain } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { requiredOf, takes } from './required.js';
import { seeds } from './seeds.js';
import { dateOf } from './world/calendar.js';
import { type Lake, type LakeRow, randomLake } from './world/lake.js';
import { type Random, seeded } from './world/random.js';
import { randomWorld, type World } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** Reruns and other dates included: whoever has the value anywhere may be shown. */
const OWNERS: Readonly<Record<string, (row: LakeRow, value: string) => boolean>> = {
  account: (row, value) => row.account_id === value,
  principal: (row, value) => row.principal_arn === value,
  principal_type: (row, value) => row.principal_type === value,
  tag: (row, value) => `owner=${(row.tags as Record<string, string>).owner}` === value,
  except: (row, value) => row.principal_name !== value,
  except_tag: (row, value) => `owner=${(row.tags as Record<string, string>).owner}` !== value,
};

function valueFor(filter: string, lake: Lake, random: Random): string {
  const row = random.one(lake.get('principals') ?? []);
  if (filter === 'tag' || filter === 'except_tag') return `owner=${random.one(['shop', 'data'])}`;
  return String(row[{ account: 'account_id', principal: 'principal_arn', except: 'principal_name' }[filter] ?? filter]);
}

const questions = readQuestions();

/** The newest first. */
function datesOf({ snapshots }: World): string[] {
  return snapshots.map(dateOf);
}

it.each(seeds(4))('a filter shows no row of another: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  const principals = lake.get('principals') ?? [];
  const dates = datesOf(world);
  if (dates.length < 2 || principals.length === 0) return;
  await engine.show(lake);
  const filter = random.one(Object.keys(OWNERS));
  for (const question of questions.filter((each) => takes(each, filter))) {
    const value = valueFor(filter, lake, random);
    const given = { ...requiredOf(question, dates, lake, random), [filter]: value };
    for (const row of await answerOf(engine, question.name, given)) {
      if (isOfException(row, filter)) continue;
      if (filter.includes('tag') && !takes(question, 'to_date') && isOfUnlisted(row, dates[0], principals)) continue;
      const strangers = strangersIn(row, principals, filter, value);
      if (strangers) expect.fail(`${question.name} --${filter} ${value} shows ${strangers}`);
    }
  }
});

/** A task of worklist says of an exception that it stays, or is to be measured like others; other answers withhold it. */
function isOfException({ step, withheld }: AnswerRow, filter: string): boolean {
  return step === 'KEEP' || (filter.startsWith('except') && (step === 'MEASURE' || typeof withheld === 'string'));
}

/** Tags are those of the snapshot: nobody knows the ones of a user or role that used something and is not listed any more. */
function isOfUnlisted({ principal_arn }: AnswerRow, date: unknown, principals: readonly LakeRow[]): boolean {
  if (typeof principal_arn !== 'string') return false;
  const named = principals.filter((each) => each.principal_arn === principal_arn);
  const isMadeAgain = new Set(named.map(({ principal_id }) => principal_id)).size > 1;
  return isMadeAgain || !named.some(({ snapshot_date }) => snapshot_date === date);
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
  const account = filter === 'account' ? value : filter === 'principal' ? value.split(':')[4] : undefined;
  if (account === undefined || typeof row.account_id !== 'string') return undefined;
  return row.account_id === account ? undefined : row.account_id;
}

const breaches = new Breaches('filters');

/** Compare with the runs of the organization, or sum over accounts. */
const OF_MORE = ['changes', 'usage.by-service'];
/** Say where a row stands in the whole answer. */
const PLACES = ['place'];

/**
 * The promise: filters choose which subjects are shown, never whose uses count. So a row of a filtered answer stands in the
 * whole one as it is (`other row`), and none of the account's own is lost (`lost row`).
 */
it.each(seeds(4))('a filter on an account changes no row that it shows: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  const dates = datesOf(world);
  if (dates.length < 2) return;
  await engine.show(lake);
  const account_id = random.one(world.accounts).id;
  const asked = random.some(
    questions.filter((each) => takes(each, 'account') && !OF_MORE.includes(each.name)),
    0.2,
  );
  for (const { name, ...question } of asked) {
    const required = requiredOf({ name, ...question }, dates, lake, seeded(seed));
    const rowsOf = async (given: Given): Promise<AnswerRow[]> =>
      (await answerOf(engine, name, { ...required, ...given }))
        .filter((row) => !isGap(row, question) && !isSum(row, name))
        .map(withoutPlace);
    const whole = await rowsOf({});
    const shown = (await rowsOf({ account: account_id })).map(plain);
    const all = new Set(whole.map(plain));
    for (const row of shown) if (!all.has(row)) breaches.add(name, 'other row', `--account ${account_id}: ${row}`);
    const own = whole.filter((row) => row.account_id === account_id).map(plain);
    const lost = own.filter((row) => !shown.includes(row));
    for (const row of lost) breaches.add(name, 'lost row', `--account ${account_id}: ${row}`);
  }
  breaches.check();
});

breaches.needsEachLine();

/** The row that counts what was not measured, of the accounts that are asked for. */
function isGap(row: AnswerRow, { gap }: Pick<Question, 'gap'>): boolean {
  return typeof gap?.key === 'string' && row[gap.key] === null;
}

/** A row of `usage --by` without a name sums over the accounts that were not measured. */
function isSum(row: AnswerRow, name: string): boolean {
  return name === 'usage.by-ou' && row.name === null;
}

function withoutPlace(row: AnswerRow): AnswerRow {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !PLACES.includes(column)));
}
