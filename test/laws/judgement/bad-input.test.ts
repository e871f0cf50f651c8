/** What must be refused, or answered all the same: of every question that judges. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assessLake } from '../../../src/propose/assess/assess-lake.js';
import { prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { type Question, readNamedQuestion, readQuestions } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { everything, request } from '../../propose/proposing.js';
import { answerOf, plain } from '../claims.js';
import { askListing } from '../judged/answers.js';
import { datesIn, lawLake, withoutBulk } from '../judged/lakes.js';
import { LISTINGS } from '../judged/listings.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { reasonsAgainst } from '../reasons/oracle/against.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { requiredOf, takes } from '../required.js';
import type { Lake, LakeRow } from '../world/lake.js';
import { seeded } from '../world/random.js';

const SEED = 43;
const { lake } = lawLake(SEED);
const dates = datesIn(lake);
let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const judging = readQuestions().filter(({ readsFacts }) => readsFacts);

/** What must be given, of one date: of a range to it, from the one before it. */
function askedOf(question: Question, date: string, before = dates[0] as string): Given {
  const of = takes(question, 'to_date') ? { from_date: before, to_date: date } : { snapshot_date: date };
  return { ...requiredOf(question, dates, lake, seeded(SEED)), ...of };
}

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
  const asked = answerOf(engine, question.name, askedOf(question, dates[1] as string));
  await expect(asked).rejects.toThrow(
    /Cannot judge by the run ".+" of \d{4}-\d\d-\d\d: it names no file of principal_grants/,
  );
});

test('what was before such a run is judged, and so is what follows one that has them', async () => {
  await engine.show(withManifest(['principals/a.parquet']));
  await expect(answerOf(engine, 'dormant_principals', { snapshot_date: dates[0] as string })).resolves.toBeDefined();
  await engine.show(withManifest(['principal_grants/a.parquet']));
  await expect(answerOf(engine, 'dormant_principals', {})).resolves.toBeDefined();
});

test('a run with uses, and none of principals, is refused', async () => {
  const facts = ['principal_grants/a.parquet', 'service_uses/a.parquet'];
  for (const { name } of judging.slice(0, 3)) {
    await engine.show(withManifest(facts));
    const asked = () => answerOf(engine, name, askedOf(readNamedQuestion(name), dates[1] as string));
    await expect(asked()).rejects.toThrow(/it names no file of principal_uses/);
    await engine.show(withManifest([...facts, 'principal_uses/a.parquet']));
    await expect(asked()).resolves.toBeDefined();
  }
});

test('propose refuses it, too', async () => {
  await engine.show(withManifest(['principals/a.parquet']));
  const asked = { ...request, selection: everything, date: dates.at(-1) as string, dates, days: 90 };
  await expect(assessLake(engine, asked)).rejects.toThrow(/it names no file of principal_grants/);
});

test.each(judging)('$name refuses a date before the first snapshot', async (question) => {
  await engine.show(lake);
  const asked = answerOf(engine, question.name, askedOf(question, '2019-01-01', '2019-01-01'));
  await expect(asked).rejects.toThrow('Cannot ask about "2019-01-01": no snapshot has that date.');
});

const small = withoutBulk(lake);
const newest = dates.at(-1) as string;
const quick = LISTINGS.filter(({ question }) =>
  ['removable.by-action', 'removable.by-service', 'dormant_principals'].includes(question),
);

test.each(quick)('$question with 0 days lists nothing that something speaks against', async (listing) => {
  await engine.show(small);
  const asked = ask(historyOf(small), { date: newest, days: 0 });
  const { listed } = await askListing(engine, listing, { snapshot_date: newest, days: 0 }, asked.snapshot);
  const against = [...listed].flatMap(([name, item]) =>
    [...reasonsAgainst(asked, item).codes].map((code) => `${name} ${code}`),
  );
  expect(against).toEqual([]);
  expect(listed.size).toBeGreaterThan(0);
});

/** The last run once more, of a part of the accounts or of all, on a day that has not come. */
function withRunOfFuture(accounts: readonly string[]): Lake {
  const last = String(small.get('runs')?.at(-1)?.run_id);
  const scope = JSON.stringify({ thisAccount: false, accounts, ous: [] });
  const again = { run_id: 'z-of-the-future', snapshot_date: '2099-01-01' };
  const withCopies = (table: string, rows: readonly LakeRow[]) => [
    ...rows,
    ...rows
      .filter(({ run_id }) => run_id === last)
      .map((row) => ({ ...row, ...again, ...(table === 'runs' ? { scope } : {}) })),
  ];
  return new Map([...small].map(([table, rows]) => [table, withCopies(table, rows)]));
}

async function rowsListed(given: Given): Promise<string[]> {
  const rows: string[] = [];
  for (const { question } of quick) rows.push(...(await answerOf(engine, question, given)).map(plain));
  return rows;
}

test('a run dated in the future changes nothing that is asked of a date, and a part of one lists nothing more', async () => {
  await engine.show(small);
  const [before, byDefault] = [await rowsListed({ snapshot_date: newest }), await rowsListed({})];
  await engine.show(withRunOfFuture([]));
  expect(await rowsListed({ snapshot_date: newest })).toEqual(before);
  await engine.show(withRunOfFuture(['222222222222']));
  expect((await rowsListed({})).filter((row) => !byDefault.includes(row))).toEqual([]);
});

test.each([
  ['except', 'nobody'],
  ['except_tag', 'of=nobody'],
  ['except_action', 's3:Nothing'],
  ['except_policy', 'Nothing'],
])('every question that judges refuses an exception that names nobody: --%s', async (name, value) => {
  await engine.show(small);
  const taking = judging.filter((question) => takes(question, name));
  expect(taking.length).toBeGreaterThan(2);
  const options = { dates: await snapshotDates(engine) };
  for (const question of taking) {
    const asked = prepareKnown(engine, question, { ...askedOf(question, newest), [name]: value }, options);
    await expect(asked, question.name).rejects.toThrow('the lake knows no such');
  }
});
