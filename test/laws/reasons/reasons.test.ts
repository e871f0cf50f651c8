/** The oracle against what was worked out by hand, before any statement is held to the oracle. */
import { describe, expect, test } from 'vitest';
import { REASONS, type ReasonCode } from '../../../src/model/judgement/reasons.js';
import { SUBJECTS } from '../../../src/model/judgement/subjects.js';
import { handCases, judgementOf, written } from './cases.js';

const cases = handCases();

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  const own = cases.filter((each) => each.file === file);
  test.each(own)('$name', (each) => {
    expect(each.why).not.toBe('');
    expect(each.expected).toHaveProperty('expect');
    const found = written(judgementOf(each), REASONS);
    expect(found).toMatchObject(each.expected);
  });
});

describe('the cases are enough', () => {
  const holds = ({ expected }: (typeof cases)[number], code: ReasonCode): boolean =>
    String(expected.expect).split(' ').includes(code);

  test('a hundred, each with a name of its own', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(100);
  });

  test.each(REASONS)('$code: three that have it, and two that look like it', ({ code }) => {
    expect(cases.filter((each) => holds(each, code)).length).toBeGreaterThanOrEqual(3);
    const negative = cases.filter((each) => !holds(each, code) && each.text.includes(`\n# not ${code}: `));
    expect(negative.length).toBeGreaterThanOrEqual(2);
  });

  test.each(Object.keys(SUBJECTS))('%s: five', (kind) => {
    expect(cases.filter(({ item }) => item.subject.kind === kind).length).toBeGreaterThanOrEqual(5);
  });
});

describe('the tables', () => {
  test('bits are powers of two, in the order in which reasons are told', () => {
    expect(REASONS.map(({ bit }) => bit)).toEqual(REASONS.map((_, at) => 2 ** at));
    expect(new Set(REASONS.map(({ code }) => code)).size).toBe(REASONS.length);
  });

  test('a reason reads as a sentence, and as the end of one', () => {
    for (const { one, many } of REASONS) {
      expect(one).toMatch(/^[A-Z].*[^.]\.$/);
      expect(many).toMatch(/^(of|that|which|whose|with) .*[^.]$/);
    }
  });

  test('a subject says who holds its rights, and who did where that can be somebody else', () => {
    for (const [kind, { name, holders, formerHolders }] of Object.entries(SUBJECTS)) {
      expect([name, holders]).not.toContain('');
      expect(formerHolders === null).toBe(kind === 'principal');
    }
  });
});
