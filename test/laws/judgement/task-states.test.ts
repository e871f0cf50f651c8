/**
 * What became of a task between two snapshots: cases that were worked out by hand (tasks.txt), and over random lakes what
 * plain code reads from the rows. The promise: nobody is told that a task is done while what it listed is granted.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { taskSentence } from '../../../src/model/judgement/task-sentence.js';
import type { AnswerRow } from '../claims.js';
import { withFacts } from '../facts.js';
import { datesIn, lawLake, withoutBulk } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { lakeOf } from '../reasons/text-lake.js';
import { seeds } from '../seeds.js';
import { seeded } from '../world/random.js';
import { taskStates, tasksOf } from './task-states.js';
import { grantsListed, stateOfAdded, stateOfClosed } from './tasks-by-rows.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const [prelude = '', ...cases] = textOf('tasks.txt').split(/^== /m);

describe('by hand', () => {
  test.each(cases.map((text) => ({ name: text.split('\n')[0], text })))('$name', async ({ text }) => {
    const expected = [...text.matchAll(/^expect: (.*)$/gm)].map(([, line]) => line);
    await engine.show(withFacts(lakeOf(textOf('../reasons/base.txt'), prelude, text)));
    const found = (await taskStates(engine, '2026-05-01', '2026-07-01')).map((row) => {
      const subject = String(row.permission_set_name ?? row.policy_arn ?? row.principal_arn).replace(/^.*::/, '');
      return `${row.task_state} ${row.step} ${subject}`;
    });
    expect(found.sort()).toEqual(expected.sort());
  });

  test('each code, three times', () => {
    const told = cases.flatMap((text) => [...text.matchAll(/^expect: (\S+) /gm)].map(([, code]) => code));
    for (const code of ['OPEN', 'NEW', 'DONE', 'USED', 'EXCEPTED', 'NOT_COMPARED']) {
      expect(told.filter((own) => own === code).length, code).toBeGreaterThanOrEqual(3);
    }
  });
});

it.each(seeds(3))('every task has the code that the rows give it: seed %i', async (seed) => {
  const lake = withoutBulk(lawLake(seed).lake);
  const dates = datesIn(lake);
  const later = seeded(seed).one(dates.slice(1));
  const earlier = dates.slice(0, dates.indexOf(later)).at(-1);
  if (later === undefined || earlier === undefined) return;
  await engine.show(lake);
  const [before, after] = [await tasksOf(engine, earlier), await tasksOf(engine, later)];
  const states = await taskStates(engine, earlier, later);
  expect(states.filter(({ is_listed }) => is_listed).map(({ task_id }) => task_id)).toEqual(
    after.map(({ task_id }) => task_id),
  );
  const history = historyOf(lake);
  const [then, now] = [ask(history, { date: earlier, days: 90 }), ask(history, { date: later, days: 90 })];
  const ids = (tasks: typeof after) => new Set(tasks.map(({ task_id }) => task_id));
  const [idsBefore, idsAfter] = [ids(before), ids(after)];
  const expected = [
    ...after.map((task) => [task, idsBefore.has(task.task_id) ? 'OPEN' : stateOfAdded(task, then, now)] as const),
    ...before
      .filter(({ task_id }) => !idsAfter.has(task_id))
      .map((task) => [task, stateOfClosed(task, then, now)] as const),
  ];
  const said = (row: AnswerRow, state: unknown): string =>
    `${row.task_id} ${state} ${taskSentence((name) => row[name])}`;
  expect(states.map((row) => said(row, row.task_state)).sort()).toEqual(
    expected.map(([task, state]) => said(task, state)).sort(),
  );
  for (const task of after.filter(({ step, subject_type }) => step === 'NARROW' && subject_type !== 'PRINCIPAL')) {
    const { grants_removable: grants, holders_affected: affected } = task;
    expect([Number(grants), Number(affected)], String(task.task_id)).toEqual(grantsListed(task, now));
  }
});
