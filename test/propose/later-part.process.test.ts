/** A use that a run of some accounts saw after the snapshot counts in drafts of SCPs, as it does in documents. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { assessLake } from '../../src/propose/assess/assess-lake.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { request } from './proposing.js';

const folder = mkdtempSync(join(tmpdir(), 'later-part-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Nobody used sns or sqs, until role/app used sqs on 3 July. */
const LAKE = `[runs]
run_id | snapshot_date | scope
r1     | 2026-05-01    | {"thisAccount":false,"accounts":[],"ous":[]}
r2     | 2026-07-01    | {"thisAccount":false,"accounts":[],"ous":[]}
r3     | 2026-07-05    | {"thisAccount":false,"accounts":["222222222222"],"ous":[]}
[accounts]
run_id   | account_id   | ou_path     | ou_path_names | status
r1 r2 r3 | 222222222222 | r-root/ou-a | Root/A        | exported
[principals]
run_id   | principal_arn         | created_at
r1 r2 r3 | 222222222222:role/app | 2020-01-01
[action_last_accessed]
run_id   | principal_arn         | service_namespace | action_name | last_accessed_at
r1 r2 r3 | 222222222222:role/app | sns               | CreateTopic | -
r1 r2    | 222222222222:role/app | sqs               | CreateQueue | -
r3       | 222222222222:role/app | sqs               | CreateQueue | 2026-07-03
[actions]
run_id   | service_namespace | action_name | access_level | is_tracked
r1 r2 r3 | sns               | CreateTopic | Write        | true
r1 r2 r3 | sqs               | CreateQueue | Write        | true
`;

/** What the drafts deny, by OU. */
async function denied(date: string): Promise<(readonly [string, readonly string[]])[]> {
  const engine = await duckdbEngine(await writeLake(join(folder, date), LAKE));
  const { scpDrafts } = await assessLake(engine, {
    ...request,
    date,
    dates: ['2026-05-01', '2026-07-01', '2026-07-05'],
  });
  const drafts = await scpDrafts(request.scpLimit);
  await engine.close();
  return drafts.map(({ ou, services }) => [ou, services] as const);
}

test('no draft denies what a later run of some accounts saw used, though the default date is named', async () => {
  expect(await denied('2026-07-01')).toEqual([['r-root', ['sns']]]);
});

test('at an earlier date, uses count up to that date', async () => {
  expect(await denied('2026-05-01')).toEqual([['r-root', ['sns', 'sqs']]]);
});
