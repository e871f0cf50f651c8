/** What the models say of cases that were worked out by hand: of services where random lakes say little, of all actions, and of what several hold. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { REASONS } from '../../../src/model/judgement/reasons.js';
import type { AnswerRow } from '../claims.js';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { type HandCase, handCases, lakeOfCase } from '../reasons/cases.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { saidAt } from './by-models.js';
import { judgedRows, keyOf } from './principals.js';
import { judgedSubjectRows, keyOfSubject } from './subjects.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** No number is greater, so that nothing may go at more days. */
const MOST_DAYS = 400;
/** Of one principal, the past of its grants, and what later runs saw. */
const isOfPast = (text: string): boolean => text.includes('YOUNG_GRANT');

const cases = handCases().filter(
  ({ text, item: { subject, service, action }, question: { days, except, released, exempted, usesUntil } }) =>
    days <= MOST_DAYS &&
    !(except || released || exempted) &&
    service !== null &&
    (subject.kind !== 'principal' || action !== null || isOfPast(text) || usesUntil !== undefined),
);

/** Undefined: the models have no row of it, for it is not granted, or IAM does not track it. */
async function rowOf(each: HandCase): Promise<AnswerRow | undefined> {
  const { item, question } = each;
  const lake = withFacts(lakeOfCase(each));
  await engine.show(lake);
  const { date, usesUntil = date } = question;
  const dates = { snapshotDate: date, usesUntil };
  const { subject } = item;
  if (subject.kind === 'principal')
    return (await judgedRows(engine, dates)).get(keyOf(subject.accountId, subject.principalId, item));
  const key = keyOfSubject(ask(historyOf(lake), question), subject);
  return (await judgedSubjectRows(engine, dates)).get(`${key} ${item.service}:${item.action ?? '*'}`.toLowerCase());
}

function byHand({ item, expected }: HandCase): string {
  const told = expected.expect === 'nothing' ? [] : String(expected.expect).split(' ');
  const withheld = REASONS.find(({ code }) => told.includes(code))?.code ?? 'nothing';
  return `${withheld}, ${item.service === null ? '-' : expected.age}`;
}

it('there are cases', () => {
  expect(cases.filter(({ item }) => item.subject.kind === 'principal').length).toBeGreaterThan(20);
  expect(cases.filter(({ item }) => item.subject.kind !== 'principal').length).toBeGreaterThan(20);
});

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(cases.filter((each) => each.file === file))('$name', async (each) => {
    const row = await rowOf(each);
    if (row === undefined) return;
    const [own, hand] = [saidAt(each.question.days, row), byHand(each)].map((text) =>
      each.expected.age === undefined ? text.split(',')[0] : text,
    );
    expect(own).toBe(hand);
  });
});
