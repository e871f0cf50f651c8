/** Tasks of the audit before: what does not fit is counted, never dropped in silence. */
import { expect, test } from 'vitest';
import { earlierTasks } from '../../src/report/task-states.js';

const task = (name: string, isListed: boolean) => ({ policy_arn: name, task_state: 'DONE', is_listed: isListed });

test.each([
  [3, ['a', 'b', 'c'], 0],
  [2, ['a', 'b'], 1],
  [0, [], 3],
])('of three that are not listed any more, with room for %i', async (most, kept, left) => {
  const tasks = [task('a', false), task('listed', true), task('b', false), task('c', false)];
  const earlier = await earlierTasks(tasks, most);
  expect(earlier.left).toBe(left);
  expect(earlier.sheet.rows).toBe(kept.length);
  const { policy_arn: column } = earlier.sheet.columns;
  expect(column && 'dictionary' in column ? column.dictionary : undefined).toEqual(kept);
});
