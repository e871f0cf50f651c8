/** The rules over deploy/hub.yaml, each with its source. */
import { expect, test } from 'vitest';
import { LITERALS, problemsOf, RULES } from './rules/check.js';
import { HUB, parseTemplate } from './template.js';

test.each([...RULES, ...LITERALS].map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
  expect(problemsOf(rule, HUB)).toEqual([]);
  expect(rule.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/|^(docs|deploy)\//);
});

test('an empty template breaks every rule', () => {
  const empty = parseTemplate('{Parameters: {}, Mappings: {}, Rules: {}, Conditions: {}, Resources: {}, Outputs: {}}');
  const kept = [...RULES, ...LITERALS].filter((rule) => problemsOf(rule, empty).length === 0);
  expect(kept.map(({ name }) => name)).toEqual([
    'the scheduler may start what it starts',
    'a role trusts the one service that acts by it',
    'each function has its arguments, and each name is of something',
    'a stack names nothing that it does not have',
  ]);
});
