/** Law 4, over random lakes: evidence is never longer than the lake knows IAM to look. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { type AnswerRow, answerOf, plain } from './claims.js';
import { type Lake, type LakeRow, randomLake } from './lake.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeded } from './random.js';
import { requiredOf, takes } from './required.js';
import { seeds } from './seeds.js';
import { ADMINISTRATOR, dateOf, randomWorld } from './world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const DAY_MS = 86_400_000;
/** Of a service or an action, by the snapshot: the most days of evidence that anybody can have. */
type Bound = (date: string, service: string, action: string | undefined) => number;

/** Read from the rows alone: an administrator of an earlier snapshot did not have it, so it is new since then. */
function boundOf(lake: Lake): Bound {
  const rowsIn = (table: string): readonly LakeRow[] => lake.get(table) ?? [];
  const holdsAll = (row: LakeRow) =>
    row.status === 'exported' && (row.attached_policy_arns as readonly string[]).includes(ADMINISTRATOR);
  const watched = rowsIn('principals')
    .filter(holdsAll)
    .map((row) => String(row.snapshot_date))
    .sort()[0];
  return (date, service, action) => {
    const table = action === undefined ? 'service_last_accessed' : 'action_last_accessed';
    const named = rowsIn(table).filter(
      (row) => row.service_namespace === service && (action === undefined || row.action_name === action),
    );
    const first = named.map((row) => String(row.snapshot_date)).sort()[0];
    const isNew = first !== undefined && (service === 'x' || (watched !== undefined && watched < first));
    const days = Math.max(0, (Date.parse(date) - Date.parse(first ?? date)) / DAY_MS);
    return isNew && (service !== 'x' || action !== undefined) ? days : 400;
  };
}

const questions = readQuestions().filter(({ parameters }) => parameters.some(({ name }) => name === 'snapshot_date'));

it.each(seeds())('no evidence is older than what an administrator did not have: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  const dates = world.snapshots.map(dateOf);
  await engine.show(lake);
  const bound = boundOf(lake);
  for (const question of random.some(questions, 0.3)) {
    const snapshot_date = random.one(dates);
    const days: Given = takes(question, 'days') ? { days: random.one([30, 90, 200]) } : {};
    const given = { ...requiredOf(question, dates, lake, random), snapshot_date, ...days };
    for (const row of await answerOf(engine, question.name, given)) {
      const most = mostOf(row, snapshot_date, bound);
      const told = evidenceOf(row, isTaking(question, row) ? Number(days.days) : 0);
      expect(told, `${question.name} ${JSON.stringify(given)}: ${plain(row)}`).toBeLessThanOrEqual(most);
    }
  }
});

/** Rows that are listed only with evidence of the days. */
function isTaking({ claims }: Question, row: AnswerRow): boolean {
  return claims.some(({ word, where, count }) => {
    if (word === 'removable') return count === undefined;
    return word === 'candidate' && where?.value === 'NOT_ACCESSED' && row.state === 'NOT_ACCESSED';
  });
}

function mostOf(row: AnswerRow, date: string, bound: Bound): number {
  if (typeof row.service_namespace !== 'string') return 400;
  return bound(date, row.service_namespace, typeof row.action_name === 'string' ? row.action_name : undefined);
}

/** What a row says, or what it must have to be listed at all. */
function evidenceOf(row: AnswerRow, needed: number): number {
  return Math.max(needed, Number(row.evidence_days ?? 0), Number(row.least_evidence_days ?? 0));
}
