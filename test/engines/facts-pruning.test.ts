/** A question of 90 days over a lake of 20 dates reads the facts of its window, and the action rows of its date alone. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, dayOf, daysBefore } from '../../src/model/days.js';
import { bind } from '../../src/query/question/bind.js';
import { withDates } from '../../src/query/question/dates.js';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { answerOf, openTwins, type Twins } from './twins.js';
import { judgesLists } from './variants.js';

const FIRST = Date.parse('2026-01-01T00:00:00Z');
/** Twenty dates, ten days apart: 105 days before the newest hold eleven of them. */
const dates = Array.from({ length: 20 }, (_, at) => dayOf(FIRST + at * 10 * DAY_MS));
const newest = dates.at(-1) as string;
const from = daysBefore(newest, 105);
const inWindow = dates.filter((date) => date >= from);
const principals = Array.from({ length: 50 }, (_, n) => `111111111111:role/role-${n}`);

let engines: Engines;
const lakes: TwinLake[] = [];
const twins: Twins[] = [];

beforeAll(async () => {
  engines = await startEngines();
  for (const [database, of] of Object.entries({ twenty: dates, window: inWindow })) {
    const lake = await twinLake(engines, `facts-${database}`, lakeText(of));
    lakes.push(lake);
    twins.push(await openTwins(engines, lake, database, [USES, ROWS, ...asked.map(({ sql }) => sql)]));
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
  const [twenty, window] = [await bytesOf(USES, 'twenty'), await bytesOf(USES, 'window')];
  expect(twenty).toBe(window);
  expect(await bytesOf(USES.replace(from, '2026-01-01'), 'twenty')).toBeGreaterThan(twenty * 1.5);
});

test('joined with the rows of a date, each reads its own and no more', async () => {
  const joined = `SELECT count(*) FROM (${ROWS}) f LEFT JOIN (${USES}) u
    ON u.account_id = f.account_id AND u.principal_id = f.principal_id
    AND u.service_namespace = f.service_namespace AND u.action_name = f.action_name
    WHERE f.last_accessed_at IS NULL AND u.used_at IS NULL`;
  const [twenty, window] = [await bytesOf(joined, 'twenty'), await bytesOf(joined, 'window')];
  expect(twenty).toBe(window);
});

/** Asks one snapshot, and what was used within the days. */
function asksDays({ parameters, sql }: Question): boolean {
  if (sql.includes('.lookback')) return false; // of 400 days, whatever the days are
  const snapshots = parameters.filter(({ type, name }) => type === 'snapshot' && name !== 'history_from');
  return snapshots.length === 1 && parameters.some(({ type }) => type === 'days');
}

const ofDays = readQuestions().filter(asksDays);
/** One that judges lists of actions, which takes Trino up to a minute, and of the others those that read more views of facts. */
const asked = readingMore([
  ...ofDays.filter(({ name }) => name === 'removable.by-action'),
  ...ofDays.filter((question) => !judgesLists(question)),
]);

/** Those that read a view of facts which none before them reads; test/query/reads.json has of every question what it reads. */
function readingMore(questions: readonly Question[]): Question[] {
  const read = new Set<string>();
  return questions.filter(({ sql }) => {
    const views = sql.match(/\bknown_\w+/g) ?? [];
    const more = views.filter((view) => !read.has(view));
    for (const view of more) read.add(view);
    return more.length > 0;
  });
}

function givenOf(question: Question): Given {
  const values: Record<string, string | number> = {
    snapshot_date: newest,
    history_from: daysBefore(newest, 90),
    days: 90,
    unused_days: 90,
    service: 's3',
    action: 's3:Action1',
    principal: `arn:aws:iam::${principals[0]}`,
  };
  const needed = question.parameters.filter(
    ({ name, required }) => required || ['days', 'unused_days'].includes(name) || /_(date|from)$/.test(name),
  );
  const given = Object.fromEntries(needed.map(({ name }) => [name, values[name] as string | number]));
  return withDates(
    question,
    given,
    dates.map((date) => ({ date, schemaVersion: 1, isWhole: true })),
  );
}

test.each(asked)(
  '$name of 90 days reads the facts of its window and the action rows of its date alone',
  async (question) => {
    const { sql, parameters } = bind(question, givenOf(question));
    const bytes: number[] = [];
    for (const { athena, endpoint } of twins) {
      const before = endpoint.executions.scannedBytes();
      await answerOf(athena, sql, parameters);
      bytes.push(endpoint.executions.scannedBytes() - before);
    }
    const [twenty, window] = bytes as [number, number];
    expect(window).toBeGreaterThan(0);
    expect(twenty).toBeLessThan(window * 1.02);
  },
);

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
