/** In the SQL of questions over the models, each number of days stands beside the bit of its reason. */
import { expect, test } from 'vitest';
import { REASONS, USE_NOT_KNOWN } from '../../../src/model/judgement/reasons.js';
import { JUDGED_TABLES } from '../../../src/model/tables/judged.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import { readSql, withoutComments } from '../../../src/query/sql/sql-files.js';
import { REASON_OF_NUMBER } from '../../laws/models/by-models.js';

const bitOf = (code: string | undefined) => REASONS.find((reason) => reason.code === code)?.bit;
const questions = readQuestions().filter(({ readsModels }) => readsModels);

/** Questions that count what can be removed, and give no reason: a part of usage, and the fragments of worklist. */
const COUNTING = ['usage', 'worklist'];
const WITHOUT_REASONS = [...COUNTING, 'changes.kind-reactivated'];

test.each(questions)('$name', ({ name }) => {
  const sql = withoutComments(readSql('', name));
  const told = [...sql.matchAll(/WHEN (\w+_days) < :days THEN (\d+)/g)].map(([, days, bit]) => [days, Number(bit)]);
  expect(told.length).toBeGreaterThan(WITHOUT_REASONS.includes(name) ? -1 : 3);
  expect(told).toEqual(told.map(([days]) => [days, bitOf(REASON_OF_NUMBER[String(days)])]));
  const bits = told.map(([, bit]) => Number(bit));
  expect(bits).toEqual(bits.toSorted((a, b) => a - b));
  const hiding = USE_NOT_KNOWN.reduce((sum, code) => sum | (bitOf(code) ?? 0), 0);
  for (const [, mask] of sql.matchAll(/bitwise_and\(\w+, (\d+)\) > 0 OR seen_days/g)) expect(Number(mask)).toBe(hiding);
});

/** Questions that say more than what may go: who alone uses it, where above it is listed, who holds it, whom it trusts. */
const OF_SEVERAL = ['guardrails', 'guardrails.by-action', 'policies', 'policies.by-service', 'external_trust'];

test.each(questions)('$name fits on a screen', ({ name }) => {
  const lines = withoutComments(readSql('', name)).trim().split('\n');
  if (!COUNTING.includes(name)) expect(lines.length).toBeLessThanOrEqual(OF_SEVERAL.includes(name) ? 52 : 40);
  expect(lines.filter((line) => line.length > 140)).toEqual([]);
});

test('a principal that became active again may be idle by design or service-linked, and has no other fixed reason', () => {
  const kept: readonly string[] = ['SERVICE_LINKED', 'IDLE_BY_DESIGN', 'EXCEPTED'];
  const others = REASONS.filter(({ code }) => !kept.includes(code)).reduce((sum, { bit }) => sum | bit, 0);
  for (const sql of [readSql('', 'changes.kind-reactivated'), readSql('digest/', 'reactivated')])
    expect(sql).toContain(`bitwise_and(fixed_reasons, ${others}) = 0`);
});

test('the holders that releases and exceptions keep are found in one way, whatever they hold', () => {
  const found = questions.flatMap(
    ({ name }) => /^WITH (kept AS \([\s\S]*?\n\)),\n/.exec(withoutComments(readSql('', name)))?.[1] ?? [],
  );
  expect(found.length).toBe(4);
  const alike = found.map((text) =>
    text.replaceAll('subject_account_id, ', '').replace(/'(?:PERMISSION_SET|ROLE_NAME|MANAGED_POLICY)'/, '?'),
  );
  expect(new Set(alike).size).toBe(1);
});

test('judgement_state counts the rows of every table of a judgement', () => {
  const counted = [...readSql('views/', 'judgement/judgement_state').matchAll(/FROM raw\.(derived_\w+)\n/g)].map(
    ([, table]) => table,
  );
  expect(counted).toEqual(expect.arrayContaining(JUDGED_TABLES.map(({ name }) => name)));
});
