/** The digest on both engines: the same of two dates of the base lake; test/release/digest.test.ts has the other pairs. */
import { expect, test } from 'vitest';
import { FIRST_PAIR, QUICK, TASKS, tellsTheSame } from './digest-twins.js';

const { same, twins } = tellsTheSame();

test('Trino and DuckDB tell the same of two dates', async () => {
  await same(FIRST_PAIR, QUICK);
});

test('both compare the tasks that nobody derived, and make the same sheet of them', async () => {
  const digest = await same(FIRST_PAIR, TASKS, true);
  expect(digest).toMatchObject({ sheet: { taskStates: { DONE: 2, NOT_COMPARED: 2, OPEN: 3, USED: 1 } } });
});

test('no statement comes near the 150 stages that Trino allows', () => {
  const [most] = twins().endpoint.executions.stages();
  expect(most?.stages).toBeLessThanOrEqual(100);
});
