/** Of a document that taking actions away cannot make smaller the models judge services alone. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { lakeOf } from '../reasons/text-lake.js';
import { modelRows } from './by-models.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const base = readFileSync(new URL('../reasons/base.txt', import.meta.url), 'utf8');
const SHARED = 'arn:aws:iam::222222222222:policy/shared';

async function itemsOfShared(statement: string): Promise<unknown[]> {
  const lake = lakeOf(
    base,
    `[policy_statements]
run_id | account_id | owner_arn | policy_name | statement_index | actions | not_actions | problem
r3 | 222222222222 | ${SHARED} | shared | 0 | ${statement}
`,
  );
  await engine.show(withFacts(lake));
  const select = `SELECT * FROM judged_subject_items WHERE subject = '${SHARED}' ORDER BY service_namespace, action_key`;
  const rows = await modelRows(engine, select, { snapshotDate: '2026-07-01', usesUntil: '2026-07-01' });
  return rows.map((row) => [`${row.service_namespace}:${row.action_key}`, row.is_written]);
}

test.each([
  [
    'names actions',
    's3:Create* | - | -',
    [
      ['s3:', true],
      ['s3:createbucket', true],
    ],
  ],
  ['names none of them', 'sqs:* | - | -', []],
  ['names all but some', '- | iam:* | -', [['s3:', false]]],
  ['could not be read', 's3:* | - | not JSON', [['s3:', false]]],
])('the document %s', async (_, statement, items) => {
  expect(await itemsOfShared(statement)).toEqual(items);
});
