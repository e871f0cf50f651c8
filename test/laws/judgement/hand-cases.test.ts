/** The judgement of the fragments, held against each case that was worked out by hand: all codes, none more. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REASONS } from '../../../src/model/reasons.js';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { type HandCase, handCases, lakeOfCase } from '../reasons/cases.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { judgedBySql, keyOfItem } from './by-sql.js';
import { grantsOf } from './tasks-by-rows.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const cases = handCases();

/** Whether a question has a row of it: it is granted, and of a policy the document names it. */
function isAnswered(each: HandCase): boolean {
  const { item, question } = each;
  const asked = ask(historyOf(lakeOfCase(each)), question);
  return keyOfItem(item) !== null && grantsOf(asked, item.subject)(item);
}

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(cases.filter((each) => each.file === file))('$name', async (each) => {
    await engine.show(withFacts(lakeOfCase(each)));
    const row = await judgedBySql(engine, each.item, each.question);
    if (row === 'refused') return;
    if (row === undefined) return expect(isAnswered(each)).toBe(false);
    const bits = Number(row.reasons);
    const codes = REASONS.filter(({ bit }) => (bits & bit) > 0).map(({ code }) => code);
    expect(codes.join(' ') || 'nothing').toBe(each.expected.expect);
    if (each.item.service !== null && each.expected.age) expect(row.grant_age ?? '-').toBe(each.expected.age);
  });
});
