/**
 * Law f, over random lakes: what a list shows and what it says it leaves out are all that there is. From the promise that
 * nothing is kept from whoever decides: what is withheld is counted, by its reason.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { snapshotDates, withDates } from '../../src/query/question/dates.js';
import { bindLeftOut, countLeftOut } from '../../src/query/question/left-out.js';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import { type Given, readGiven } from '../../src/query/question/values.js';
import { answerOf } from './claims.js';
import { withoutBulk } from './judged/lakes.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { type JudgedRow, judgementsOf } from './reasons/judgements.js';
import { seeds } from './seeds.js';
import { dateOf } from './world/calendar.js';
import { type Lake, randomLake } from './world/lake.js';
import { type Random, seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** Of each question what it judges, among all that the oracle judges. */
const ALL: Readonly<Record<string, (row: JudgedRow, lake: Lake) => boolean>> = {
  'removable.by-action': ({ subject, action }) => subject.kind === 'principal' && action !== null,
  'removable.by-service': ({ subject, service, action }) =>
    subject.kind === 'principal' && service !== null && action === null,
  dormant_principals: ({ subject, service }) => subject.kind === 'principal' && service === null,
  'dormant_principals.kind-service_linked': ({ subject, service, codes }) =>
    subject.kind === 'principal' && service === null && codes.has('SERVICE_LINKED'),
  unused_assignments: ({ subject, service }, lake) =>
    subject.kind === 'principal' && service === null && rolesOfSets(lake).has(subject.principalId),
  'sets.by-action': ({ subject, action }) => subject.kind === 'permission_set' && action !== null,
};

function rolesOfSets(lake: Lake): Set<unknown> {
  const roles = (lake.get('principals') ?? []).filter(({ permission_set_name }) => permission_set_name !== null);
  return new Set(roles.map(({ principal_id }) => principal_id));
}

const questions = readQuestions().filter(({ name }) => name in ALL);

it('every list of what may go, or of who is idle, says what it leaves out', () => {
  const isCounted = ({ leftOut }: Question): boolean => leftOut.some(({ needs }) => needs.length === 0);
  const claiming = readQuestions().filter(({ claims }) =>
    claims.some(({ word, count }) => word !== 'unused' && !count),
  );
  expect(claiming.filter((question) => !isCounted(question)).map(({ name }) => name)).toEqual(WHOLE);
  expect(questions.map(({ name }) => name).sort()).toEqual(Object.keys(ALL).sort());
});

/** Show what is withheld as a row with its code; or compare two snapshots, of which what one lacks is a row. */
const WHOLE = ['administrators', 'changes.kind-reactivated', 'guardrails', 'guardrails.by-action'];

function valuesFor({ parameters }: Question, random: Random): Given {
  const has = (name: string): boolean => parameters.some((each) => each.name === name);
  return {
    ...(has('days') ? { days: random.one([0, 30, 90, 200, 400]) } : {}),
    ...(has('grant_age') && random.chance(0.4) ? { grant_age: random.one(['KNOWN', 'KNOWN,BOUNDED', 'UNKNOWN']) } : {}),
    ...(has('unproven') && random.chance(0.5) ? { unproven: 'yes' } : {}),
  };
}

it.each(seeds(4))('what is listed and what is left out are all: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = withoutBulk(randomLake(random, world));
  await engine.show(lake);
  for (const question of questions) {
    const snapshot_date = dateOf(random.one(world.snapshots));
    const given: Given = { ...valuesFor(question, random), snapshot_date };
    const rows = await answerOf(engine, question.name, given);
    const listed = rows.filter(({ state }) => state !== 'NOT_MEASURED');
    const cells = readGiven(question, withDates(question, given, await snapshotDates(engine)));
    const leftOut = await countLeftOut(engine, bindLeftOut(question, cells));
    const isOfAll = ALL[question.name] as (typeof ALL)[string];
    const judged = judgementsOf(lake, { date: snapshot_date, days: Number(given.days ?? 90) });
    const all = [...judged].filter((row) => isOfAll(row, lake));
    const total = listed.length + leftOut.reduce((sum, each) => sum + each.rows, 0);
    expect(total, `${question.name} ${JSON.stringify(given)} ${JSON.stringify(leftOut)}`).toBe(all.length);
  }
});
