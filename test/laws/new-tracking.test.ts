/** Law 4, over random lakes: evidence is never longer than the lake knows IAM to look. */
import { afterAll, beforeAll, it } from 'vitest';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { Breaches } from './breaches.js';
import { type AnswerRow, answerOf, plain } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { evidenceDays } from './reasons/oracle/ages.js';
import { ask, firstSeen } from './reasons/oracle/asked.js';
import { historyOf } from './reasons/oracle/history.js';
import { requiredOf, takes } from './required.js';
import { seeds } from './seeds.js';
import { dateOf } from './world/calendar.js';
import { type Lake, randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** The most days of evidence that anybody of the snapshot has for a service or an action, as the oracle reads the rows. */
type Bound = (service: string, action: string | undefined) => number;

function boundOf(lake: Lake, date: string): Bound {
  const asked = ask(historyOf(lake), { date, days: 0 });
  const measured = asked.snapshot.principals.filter(({ isMeasured }) => isMeasured);
  return (service, action) => {
    const named = { service, action: action ?? null };
    const first = firstSeen(asked, service, named.action);
    return Math.max(0, ...measured.map((holder) => evidenceDays(asked.history, holder, named, first) ?? 0));
  };
}

const questions = readQuestions().filter(({ parameters }) => parameters.some(({ name }) => name === 'snapshot_date'));

const breaches = new Breaches('new-tracking');

it.each(seeds(4))('no evidence is older than what an administrator did not have: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  const dates = world.snapshots.map(dateOf);
  await engine.show(lake);
  for (const question of random.some(questions, 0.3)) {
    const snapshot_date = random.one(dates);
    const bound = boundOf(lake, snapshot_date);
    const days: Given = takes(question, 'days') ? { days: random.one([30, 90, 200]) } : {};
    const given = { ...requiredOf(question, dates, lake, random), snapshot_date, ...days };
    for (const row of await answerOf(engine, question.name, given)) {
      const most = mostOf(row, bound);
      const told = evidenceOf(row, isTaking(question, row) ? Number(days.days) : 0);
      if (told > most) breaches.add(question.name, 'NEW_THING', `${JSON.stringify(given)}: ${plain(row)}`);
    }
  }
  breaches.check();
});

breaches.needsEachLine();

/** Rows that are listed only with evidence of the days. */
function isTaking({ claims }: Question, row: AnswerRow): boolean {
  return claims.some(({ word, where, count }) => {
    if (word === 'removable') return count === undefined;
    return word === 'candidate' && where !== undefined && String(row[where.column]) === where.value;
  });
}

function mostOf(row: AnswerRow, bound: Bound): number {
  if (typeof row.service_namespace !== 'string') return 400;
  return bound(row.service_namespace, typeof row.action_name === 'string' ? row.action_name : undefined);
}

/** What a row says, or what it must have to be listed at all. */
function evidenceOf(row: AnswerRow, needed: number): number {
  return Math.max(needed, Number(row.evidence_days ?? 0), Number(row.least_evidence_days ?? 0));
}
