/** A question of 90 days over a lake of 30 dates reads the facts of its window, and the action rows of its date alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { openTwins, type Twins } from './twins.js';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-01-01T00:00:00Z');
/** Thirty dates, ten days apart: 105 days before the newest hold eleven of them. */
const dates = Array.from({ length: 30 }, (_, at) => dateOf(FIRST + at * 10 * DAY_MS));
const newest = dates.at(-1) as string;
const from = dateOf(Date.parse(newest) - 105 * DAY_MS);
const inWindow = dates.filter((date) => date >= from);
const principals = Array.from({ length: 50 }, (_, n) => `111111111111:role/role-${n}`);

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

let engines: Engines;
const lakes: TwinLake[] = [];
const twins: Twins[] = [];

beforeAll(async () => {
  engines = await startEngines();
  for (const [database, of] of Object.entries({ thirty: dates, window: inWindow })) {
    const lake = await twinLake(engines, `facts-${database}`, lakeText(of));
    lakes.push(lake);
    twins.push(await openTwins(engines, lake, database));
  }
});

afterAll(async () => {
  for (const twin of twins) await twin.close();
  for (const lake of lakes) await lake.remove();
  engines?.stop();
});

async function bytesOf(sql: string, schema: string): Promise<number> {
  return (await engines.trino.query(sql, { schema })).physicalInputBytes;
}

const USES = `SELECT account_id, principal_id, service_namespace, action_name, max(last_accessed_at) AS used_at
  FROM known_action_uses WHERE snapshot_date BETWEEN '${from}' AND '${newest}' GROUP BY 1, 2, 3, 4`;
const ROWS = `SELECT account_id, principal_id, service_namespace, action_name, last_accessed_at
  FROM measured_actions WHERE snapshot_date = '${newest}'`;

test('the uses of a window cost the facts of its dates, and no action row', async () => {
  const [thirty, window] = [await bytesOf(USES, 'thirty'), await bytesOf(USES, 'window')];
  expect(thirty).toBe(window);
  expect(await bytesOf(USES.replace(from, '2026-01-01'), 'thirty')).toBeGreaterThan(thirty * 2);
});

test('joined with the rows of a date, each reads its own and no more', async () => {
  const joined = `SELECT count(*) FROM (${ROWS}) f LEFT JOIN (${USES}) u
    ON u.account_id = f.account_id AND u.principal_id = f.principal_id
    AND u.service_namespace = f.service_namespace AND u.action_name = f.action_name
    WHERE f.last_accessed_at IS NULL AND u.used_at IS NULL`;
  const [thirty, window] = [await bytesOf(joined, 'thirty'), await bytesOf(joined, 'window')];
  expect(thirty).toBe(window);
});

/** 50 principals of 100 actions, of which 3 are used; facts as publish writes them. */
function lakeText(of: readonly string[]): string {
  const runs = of.map((date) => `run-${date} | ${date}`);
  const each = (make: (date: string, principal: string, nth: number) => string[]) =>
    of.flatMap((date) => principals.flatMap((principal, nth) => make(date, principal, nth))).join('\n');
  const user = '111111111111 | AROA | role | - | false';
  return `[runs]\nrun_id | snapshot_date\n${runs.join('\n')}
[accounts]\nrun_id | account_id\n${of.map((date) => `run-${date} | 111111111111`).join('\n')}
[principals]\nrun_id | principal_arn | created_at\n${each((date, arn) => [`run-${date} | ${arn} | 2020-01-01`])}
[action_last_accessed]\nrun_id | principal_arn | service_namespace | action_name | last_accessed_at
${each((date, arn, nth) => Array.from({ length: 100 }, (_, n) => `run-${date} | ${arn} | s3 | Action${n} | ${n < 3 ? `${date} 01:${10 + nth}` : '-'}`))}
[action_uses]\nrun_id | principal_arn | account_id | principal_id | principal_type | permission_set_name | is_service_linked | service_namespace | action_name | last_accessed_at
${each((date, arn, nth) => Array.from({ length: 3 }, (_, n) => `run-${date} | ${arn} | ${user} | s3 | Action${n} | ${date} 01:${10 + nth}`))}
[account_counts]\nrun_id | account_id | evidence_days_from | principals | services_granted | services_accessed | actions_tracked | actions_accessed
${of.map((date) => `run-${date} | 111111111111 | 400 | 50 | 0 | 0 | 5000 | 150`).join('\n')}
`;
}
