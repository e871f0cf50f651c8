/**
 * What happened within a window of days costs the facts of its dates, and what is held on a date the action rows of that date: two
 * lakes of 20 dates, of which one has nothing outside the window of 415 days. test/query/reads.json has of every question which
 * dates it reads.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, dayOf, daysBefore } from '../../../src/model/days.js';
import { type Engines, startEngines } from '../programs/engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { openTwins, type Twins } from './twins.js';

/** All twenty dates have passed: the catalog knows no partition of a later one. */
const FIRST = Date.parse('2022-01-01T00:00:00Z');
/** Twenty dates, forty days apart: 415 days before the newest hold eleven of them. */
const dates = Array.from({ length: 20 }, (_, at) => dayOf(FIRST + at * 40 * DAY_MS));
const newest = dates.at(-1) as string;
const from = daysBefore(newest, 415);
const inWindow = dates.filter((date) => date >= from);
const principals = Array.from({ length: 50 }, (_, n) => `111111111111:role/role-${n}`);

const USES = `SELECT account_id, principal_id, service_namespace, action_name, max(last_accessed_at) AS used_at
  FROM known_action_uses WHERE snapshot_date BETWEEN '${from}' AND '${newest}' GROUP BY 1, 2, 3, 4`;
const ROWS = `SELECT account_id, principal_id, service_namespace, action_name, last_accessed_at
  FROM measured_actions WHERE snapshot_date = '${newest}'`;

let engines: Engines;
const lakes: TwinLake[] = [];
const twins: Twins[] = [];
beforeAll(async () => {
  engines = await startEngines();
  for (const [database, of] of Object.entries({ twenty: dates, window: inWindow })) {
    const lake = await twinLake(engines, `facts-${database}`, lakeText(of));
    lakes.push(lake);
    twins.push(await openTwins(engines, lake, database, [USES, ROWS]));
  }
});
afterAll(async () => {
  for (const twin of twins) await twin.close();
  for (const lake of lakes) await lake.remove();
});

async function bytesOf(sql: string, schema: 'twenty' | 'window'): Promise<number> {
  return (await engines.trino.query(sql, { schema })).physicalInputBytes;
}

test('the uses of a window cost the facts of its dates, and no action row', async () => {
  const [twenty, window] = [await bytesOf(USES, 'twenty'), await bytesOf(USES, 'window')];
  expect(twenty).toBe(window);
  expect(await bytesOf(USES.replace(from, String(dates[0])), 'twenty')).toBeGreaterThan(twenty * 1.5);
});

test('joined with the rows of a date, each reads its own and no more', async () => {
  const joined = `SELECT count(*) FROM (${ROWS}) f LEFT JOIN (${USES}) u
    ON u.account_id = f.account_id AND u.principal_id = f.principal_id
    AND u.service_namespace = f.service_namespace AND u.action_name = f.action_name
    WHERE f.last_accessed_at IS NULL AND u.used_at IS NULL`;
  const [twenty, window] = [await bytesOf(joined, 'twenty'), await bytesOf(joined, 'window')];
  expect(twenty).toBe(window);
});

/**
 * 50 principals of 100 actions, of which 3 are used; facts as publish writes them. The other dates have one principal, so
 * that their commits name as many files, and everything that was seen, for since when IAM knows an action all dates tell.
 */
function lakeText(of: readonly string[]): string {
  const runs = dates.map((date) => `run-${date} | ${date}`);
  const each = (make: (date: string, principal: string, nth: number) => string[]) =>
    dates
      .flatMap((date) =>
        principals.slice(0, of.includes(date) ? undefined : 1).flatMap((arn, nth) => make(date, arn, nth)),
      )
      .join('\n');
  return `[runs]\nrun_id | snapshot_date\n${runs.join('\n')}
[accounts]\nrun_id | account_id\n${dates.map((date) => `run-${date} | 111111111111`).join('\n')}
[principals]\nrun_id | principal_arn | created_at\n${each((date, arn) => [`run-${date} | ${arn} | 2020-01-01`])}
[action_last_accessed]\nrun_id | principal_arn | service_namespace | action_name | last_accessed_at
${each((date, arn, nth) => Array.from({ length: 100 }, (_, n) => `run-${date} | ${arn} | s3 | Action${n} | ${n < 3 ? `${date} 01:${10 + nth}` : '-'}`))}
[seen_actions]\nrun_id | service_namespace | action_name | first_generated_at
${dates.flatMap((date) => Array.from({ length: 100 }, (_, n) => `run-${date} | s3 | Action${n} | ${date} 06:00`)).join('\n')}
[account_counts]\nrun_id
[account_service_counts]\nrun_id
`;
}
