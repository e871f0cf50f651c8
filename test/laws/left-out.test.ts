/**
 * Law f, over random lakes: what a list shows and what it tells to have left out is all that there is. The promise: what may
 * not go is withheld for a reason that is told. `not told` in known-red.ts: something is neither.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { snapshotDates, withDates } from '../../src/query/question/dates.js';
import { bindLeftOut, countLeftOut } from '../../src/query/question/left-out.js';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import { type Given, readGiven } from '../../src/query/question/values.js';
import { Breaches } from './breaches.js';
import { answerOf, rowsOf } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeds } from './seeds.js';
import { dateOf } from './world/calendar.js';
import { randomLake } from './world/lake.js';
import { type Random, seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const ACTIONS = 'principal_id, service_namespace, action_name';

/** Nobody knows a use of p within the days. */
const idle = (days: number, uses: string, who: string) => `NOT EXISTS (
  SELECT 1 FROM ${uses} u
  WHERE u.snapshot_date <= p.snapshot_date AND u.account_id = p.account_id AND u.${who} = p.${who}
    AND date_diff('millisecond', u.used_at, p.generated_at) < ${days}::BIGINT * 86400000)`;

const principals = (days: number, condition: string) =>
  `SELECT account_id, principal_id FROM snapshot_principals p
   WHERE status = 'exported' AND ${condition}
     AND ${idle(days, 'known_principal_uses', 'principal_id')} AND snapshot_date = `;

const USES_OF_SETS = ['known_service_uses', 'known_action_uses']
  .map((view) => `SELECT snapshot_date, account_id, permission_set_name, last_accessed_at AS used_at FROM ${view}`)
  .join(' UNION ALL ');

/** Of each question all of which its list might speak, by SQL that ends with the date. */
const ALL: Readonly<Record<string, (days: number) => string>> = {
  removable_actions: () => `SELECT ${ACTIONS} FROM action_access WHERE state = 'NOT_ACCESSED' AND snapshot_date = `,
  removable_services: () =>
    "SELECT principal_id, service_namespace FROM service_access WHERE state = 'NOT_ACCESSED' AND snapshot_date = ",
  dormant_principals: (days) => principals(days, 'NOT is_service_linked'),
  service_linked_roles_unused: (days) => principals(days, 'is_service_linked'),
  administrators: (days) =>
    principals(
      days,
      `NOT is_service_linked AND principal_arn IN (
        SELECT principal_arn FROM action_access a
        WHERE a.action_name = 'PutRolePolicy' AND a.snapshot_date = p.snapshot_date)`,
    ),
  unused_assignments: (days) =>
    principals(days, `permission_set_name IS NOT NULL AND ${idle(days, `(${USES_OF_SETS})`, 'permission_set_name')}`),
  permission_set_actions: () =>
    `SELECT permission_set_name, service_namespace, action_name FROM action_access
     WHERE permission_set_name IS NOT NULL AND service_namespace IS NOT NULL
     GROUP BY 1, 2, 3, snapshot_date HAVING count(last_accessed_at) = 0 AND snapshot_date = `,
  unused_actions: (days) =>
    `SELECT ${ACTIONS} FROM action_access
     WHERE (state = 'NOT_ACCESSED' OR days_since_last_access >= ${days}) AND snapshot_date = `,
  unused_services: (days) =>
    `SELECT principal_id, service_namespace FROM service_access
     WHERE (state = 'NOT_ACCESSED' OR days_since_last_access >= ${days}) AND snapshot_date = `,
};

/** What has a time is a part of the whole, too, and is told by no question yet: `USED` in known-red.ts. */
const USED_TOO: Readonly<Record<string, string>> = {
  removable_actions: "SELECT 1 FROM action_access WHERE state = 'ACCESSED' AND snapshot_date = ",
  removable_services: "SELECT 1 FROM service_access WHERE state = 'ACCESSED' AND snapshot_date = ",
};

const questions = readQuestions().filter(({ name }) => name in ALL);

it('every list of what may go, or of who is idle, tells what it leaves out', () => {
  const lists = readQuestions().filter(({ name, claims }) => {
    const speaks = claims.some(({ word, count, list }) => word !== 'unused' && !count && !list);
    return speaks && !WHOLE.includes(name);
  });
  expect(
    lists.filter(({ leftOut }) => leftOut.every(({ needs }) => needs?.startsWith('except'))).map(({ name }) => name),
  ).toEqual([]);
  const isShown = (name: string): boolean => name === 'worklist'; // as KEEP
  const taking = readQuestions().filter(
    ({ name, parameters }) => !isShown(name) && parameters.some((each) => each.name === 'except'),
  );
  const ofDate = taking.filter(({ parameters }) => parameters.some(({ name }) => name === 'snapshot_date'));
  expect(ofDate.filter(({ leftOut }) => leftOut.every(({ needs }) => needs !== 'except'))).toEqual([]);
});

/** Show as a row, with a state, whatever speaks against what they list; or compare two snapshots. */
const WHOLE = ['actions_unused_everywhere', 'services_unused_everywhere', 'reactivated_principals'];

function valuesFor({ parameters }: Question, random: Random): Given {
  const has = (name: string): boolean => parameters.some((each) => each.name === name);
  return {
    ...(has('days') ? { days: random.one([0, 30, 90, 200, 400]) } : {}),
    ...(has('unused_days') ? { unused_days: random.one([30, 90, 200, 400]) } : {}),
    ...(has('grant_age') && random.chance(0.4) ? { grant_age: random.one(['KNOWN', 'KNOWN,BOUNDED', 'UNKNOWN']) } : {}),
    ...(has('unproven') && random.chance(0.5) ? { unproven: 'yes' } : {}),
  };
}

const breaches = new Breaches('left-out');

it.each(seeds())('what is listed and what is left out are all: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  await engine.show(randomLake(random, world));
  for (const question of questions) {
    const snapshot_date = dateOf(random.one(world.snapshots));
    const given: Given = { ...valuesFor(question, random), snapshot_date };
    const rows = await answerOf(engine, question.name, given);
    const listed = rows.filter(({ state, service_namespace }) => state !== 'NOT_MEASURED' || service_namespace);
    const cells = readGiven(question, withDates(question, given, await snapshotDates(engine)));
    const leftOut = await countLeftOut(engine, bindLeftOut(question, cells));
    const days = Number(given.days ?? given.unused_days ?? 90);
    const [all] = await rowsOf(
      await engine.query(`SELECT count(*) AS rows FROM (${ALL[question.name]?.(days)} ?)`, [snapshot_date]),
    );
    const total = listed.length + leftOut.reduce((sum, each) => sum + each.rows, 0);
    const used = await usedOf(question, snapshot_date);
    const said = `${total} of ${all?.rows}, besides ${used} with a time, with ${JSON.stringify(given)}`;
    if (used > 0 && total === Number(all?.rows)) breaches.add(question.name, 'USED', said);
    else if (total !== Number(all?.rows) + used) breaches.add(question.name, 'not told', said);
  }
  breaches.check();
});

breaches.onlyShrinks();

async function usedOf({ name }: Question, date: string): Promise<number> {
  const sql = USED_TOO[name];
  if (sql === undefined) return 0;
  const [used] = await rowsOf(await engine.query(`SELECT count(*) AS rows FROM (${sql} ?)`, [date]));
  return Number(used?.rows);
}
