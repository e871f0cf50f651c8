/** What the models say of each case of a user or role that was worked out by hand. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { REASONS } from '../../../src/model/reasons.js';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { type HandCase, handCases, lakeOfCase } from '../reasons/cases.js';
import { saidAt } from './by-models.js';
import { judgedRows, keyOf } from './principals.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** No number is greater, so that nothing may go at more days. */
const MOST_DAYS = 400;

/** What the past of a grant says; the other reasons random lakes hold as well. */
const cases = handCases().filter(
  ({ text, item, question }) =>
    text.includes('YOUNG_GRANT') && item.subject.kind === 'principal' && question.days <= MOST_DAYS && !question.except,
);

/** Undefined: the models have no row of it, for it is not granted, or IAM does not track it. */
async function said(each: HandCase): Promise<string | undefined> {
  const { item, question } = each;
  if (item.subject.kind !== 'principal') return undefined;
  await engine.show(withFacts(lakeOfCase(each)));
  const { date, days, usesUntil = date } = question;
  const rows = await judgedRows(engine, { snapshotDate: date, usesUntil });
  const row = rows.get(keyOf(item.subject.accountId, item.subject.principalId, item));
  return row && saidAt(days, row);
}

function byHand({ item, expected }: HandCase): string {
  const told = expected.expect === 'nothing' ? [] : String(expected.expect).split(' ');
  const withheld = REASONS.find(({ code }) => told.includes(code))?.code ?? 'nothing';
  return `${withheld}, ${item.service === null ? '-' : expected.age}`;
}

it('there are cases', () => {
  expect(cases.length).toBeGreaterThan(20);
});

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(cases.filter((each) => each.file === file))('$name', async (each) => {
    const found = await said(each);
    if (found === undefined) return;
    const [own, hand] = [found, byHand(each)].map((text) =>
      each.expected.age === undefined ? text.split(',')[0] : text,
    );
    expect(own).toBe(hand);
  });
});
