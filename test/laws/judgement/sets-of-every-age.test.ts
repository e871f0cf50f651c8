/**
 * Permission sets with no, one and only young roles, at every number of days that may be asked: what may go at some days may
 * go at fewer. SQL says what the oracle says, the age of the grant included: on both sides of each day at which that changes
 * and at some between; with more LAWS_CASES than usual, at all.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REASONS } from '../../../src/model/reasons.js';
import { questionOf } from '../../../src/query/question/questions.js';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { judgementsOf } from '../reasons/judgements.js';
import { lakeOf } from '../reasons/text-lake.js';
import { USUAL_SEEDS } from '../seeds.js';
import { allBySql, HEAD, keyOfItem } from './by-sql.js';

const MOST_DAYS = 400;
const EVERY_DAYS = Array.from({ length: MOST_DAYS + 1 }, (_, days) => days);
const STATEMENTS = {
  subject: questionOf('subject', `${HEAD}-- judges: sets\nSELECT * FROM judged_subjects`),
};

const lake = withFacts(lakeOf(readFileSync(new URL('./sets-of-every-age.txt', import.meta.url), 'utf8')));
let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
  await engine.show(lake);
});
afterAll(() => engine?.close());

type Sets = ReadonlyMap<string, string>;

async function bySql(days: number): Promise<Sets> {
  const said = await allBySql(engine, { date: '2026-07-01', days }, STATEMENTS);
  return new Map([...said].map(([key, { bits, grantAge }]) => [key, wordsOf(bits, grantAge)]));
}

function byOracle(days: number): Sets {
  const rows = [...judgementsOf(lake, { date: '2026-07-01', days })].flatMap((row) => {
    const key = row.subject.kind === 'permission_set' && row.service !== null ? keyOfItem(row) : null;
    return key === null ? [] : [[key, wordsOf(row.bits, row.grantAge)] as const];
  });
  return new Map(rows);
}

const MAY_GO = 'nothing';

function wordsOf(bits: number, grantAge: string | null): string {
  const codes = REASONS.filter(({ bit }) => (bits & bit) > 0).map(({ code }) => code);
  return `${codes.join(' ') || MAY_GO}, ${grantAge}`;
}

const ORACLE = EVERY_DAYS.map(byOracle);

/** Days at which the oracle says something else than a day before or after, and some between; of a long run all of them. */
function daysAsked(oracle: readonly Sets[]): readonly number[] {
  if (Number(process.env.LAWS_CASES) > USUAL_SEEDS.length) return EVERY_DAYS;
  const said = oracle.map((sets) => JSON.stringify([...sets].sort()));
  return EVERY_DAYS.filter((days) => {
    const isTurning = [days - 1, days + 1].some((other) => said[other] !== undefined && said[other] !== said[days]);
    return isTurning || days % STRIDE === 0;
  });
}
const STRIDE = 25;

it('the oracle lets ever less of a set go, at every number of days', () => {
  for (const [days, sets] of ORACLE.entries()) {
    for (const [key, words] of sets) {
      const fewer = ORACLE[days - 1]?.get(key) ?? MAY_GO;
      if (words.startsWith(MAY_GO)) expect(fewer, `${key} at ${days} days`).toContain(MAY_GO);
    }
  }
  const all = ORACLE.flatMap((sets) => [...sets].map(([key, words]) => `${key.split(' ')[2]} ${words}`));
  for (const set of ['none', 'one']) expect(all).toContain(`${set} ${MAY_GO}, KNOWN`);
  expect(all).toContainEqual(expect.stringMatching(/^one .*YOUNG_GRANT/));
  expect(all).toContainEqual(expect.stringMatching(/^only .*YOUNG_PRINCIPAL/));
});

it('SQL says of sets without, with one and with only young roles what the oracle says', async () => {
  for (const days of daysAsked(ORACLE)) {
    const expected = [...(ORACLE[days] as Sets)].sort();
    expect([days, ...[...(await bySql(days))].sort()]).toEqual([days, ...expected]);
  }
}, 600_000);
