/** Names that somebody chose so that two documents read alike: the judgement keeps them apart. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bindCells } from '../../../src/query/question/bind.js';
import { withDates } from '../../../src/query/question/dates.js';
import { questionOf } from '../../../src/query/question/questions.js';
import { readGiven } from '../../../src/query/question/values.js';
import { answerOf, rowsOf } from '../claims.js';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { lakeOf } from '../reasons/text-lake.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const base = readFileSync(new URL('../reasons/base.txt', import.meta.url), 'utf8');
const question = questionOf(
  'policies',
  `-- question: q
-- topic: none
-- grain: g
-- limits: l
SELECT subject, service_namespace, action_name
FROM judged_subject_items
WHERE subject_type = 'MANAGED_POLICY' AND action_key <> ''`,
);

/** What each policy of app and alice names, of the statements. */
async function named(statements: string): Promise<string[]> {
  const lake = lakeOf(
    base,
    `[principals]
run_id   | principal_arn           | attached_policy_arns
r1 r2 r3 | 222222222222:role/app   | arn:aws:iam::222222222222:policy/shared, arn:aws:iam::222222222222:policy/other
r1 r2 r3 | 222222222222:user/alice | arn:aws:iam::222222222222:policy/shared, arn:aws:iam::222222222222:policy/other
[policy_statements]
run_id | account_id | owner_arn | actions
${statements}`,
  );
  await engine.show(withFacts(lake));
  const dates = ['2026-03-01', '2026-05-01', '2026-07-01'].map((date) => ({ date, isWhole: true, schemaVersion: 1 }));
  const given = { snapshot_date: '2026-07-01', uses_until: '2026-07-01' };
  const { sql, parameters } = bindCells(question, readGiven(question, withDates(question, given, dates)));
  const rows = await rowsOf(await engine.query(sql, parameters));
  return rows.map((row) => `${String(row.subject).split('/')[1]} ${row.service_namespace}:${row.action_name}`).sort();
}

const r3 = (name: string, actions: string) =>
  `r3 | 222222222222 | arn:aws:iam::222222222222:policy/${name} | ${actions}`;

test('two policies whose patterns run into each other name what is written in each', async () => {
  const texts = [r3('shared', 'b:c d, s3:CreateBucket'), r3('other', 'b:c, d s3:CreateBucket')];
  expect(await named(texts.join('\n'))).toEqual(['shared s3:CreateBucket']);
});

test('a sign that LIKE knows, and IAM does not, stands for itself', async () => {
  const texts = [r3('shared', 's3:Create_ucket, s%:CreateBucket, s3:%'), r3('other', 's?:Create*')];
  expect(await named(texts.join('\n'))).toEqual(['other s3:CreateBucket']);
});

test('a use by somebody whose kind no run says is a use all the same', async () => {
  const lake = withFacts(
    lakeOf(
      base,
      `[action_last_accessed]
run_id | principal_arn         | service_namespace | action_name  | last_accessed_at | last_accessed_region
r3     | 222222222222:role/app | s3                | CreateBucket | 2026-06-01       | eu-central-1`,
    ),
  );
  const uses = (lake.get('principal_uses') ?? []).map((row) => ({ ...row, principal_type: null }));
  await engine.show(new Map([...lake, ['principal_uses', uses]]));
  for (const all of ['yes', 'no']) {
    const rows = await answerOf(engine, 'guardrails', { snapshot_date: '2026-07-01', all });
    const inOu = rows.filter(({ ou_id, service_namespace }) => ou_id === 'ou-prod' && service_namespace === 's3');
    expect(inOu.filter(({ is_candidate }) => is_candidate === true)).toEqual([]);
  }
});
