/** The digest on both engines: the same of pairs of dates of the base lake; test/release/digest.test.ts has the others. */
import { expect, test } from 'vitest';
import { FIRST_PAIRS, QUICK, TASKS, tellsTheSame } from './digest-twins.js';

const { same, twins } = tellsTheSame();

test.each(FIRST_PAIRS)('Trino and DuckDB tell the same of %s and %s', async (...pair) => {
  await same(pair, QUICK);
});

test('both compare the tasks that nobody derived, and make the same sheet of them', async () => {
  const digest = await same(['2026-04-01', '2026-07-01'], TASKS, true);
  expect(digest).toMatchObject({ sheet: { taskStates: { DONE: 2, NOT_COMPARED: 2, OPEN: 3, USED: 1 } } });
});

test('no statement comes near the 150 stages that Trino allows', () => {
  const [most] = twins().endpoint.executions.stages();
  expect(most?.stages).toBeLessThanOrEqual(100);
});
