/** The organization at the shown snapshot: what to do first, what was achieved, what happened, and the trends. */
import { trend } from '../../chart.js';
import { h, link } from '../../dom.js';
import { figured, share } from '../../figure.js';
import type { Page } from '../../page.js';
import { type Tasks, taskList } from '../tasks/task-list.js';
import { tasksOf } from '../tasks/task-rows.js';
import { openTasks } from '../tasks/verdict.js';
import { groups } from '../tasks/worklist.js';
import { coverage } from './coverage.js';
import { scoreboard } from './scoreboard.js';
import { story } from './story.js';
import { trendsOf } from './trends.js';

const SHOWN_FIRST = 10;

export async function overview(page: Page): Promise<HTMLElement> {
  const [accounts, gaps, usage, snapshots, tasks] = await Promise.all([
    page.sheets.open('accounts'),
    page.sheets.open('coverage_gaps'),
    page.sheets.open('usage_trend'),
    page.sheets.open('snapshots'),
    openTasks(page),
  ]);
  return h(
    'div',
    {},
    coverage(page, accounts, gaps),
    doFirst(page, tasks),
    scoreboard(page),
    ...(await story(page, tasks)),
    h(
      'section',
      {},
      h('h2', {}, 'Trends'),
      h('div', { class: 'figures' }, ...trendsOf(page, usage, snapshots).map(trend)),
    ),
  );
}

/** The first tasks, as sentences with links. */
function doFirst(page: Page, tasks: Tasks): HTMLElement {
  const { work } = tasks;
  const all = tasksOf(work);
  const title = h('h2', { id: 'first' }, 'Do this first');
  if (all.length === 0)
    return h(
      'section',
      { class: 'first', 'aria-labelledby': 'first' },
      title,
      h('p', {}, 'Nothing can be removed yet, given what was measured and the evidence so far.'),
    );
  return h(
    'section',
    { class: 'first', 'aria-labelledby': 'first' },
    title,
    headline(page, tasks, all),
    groups(work, all),
    taskList(tasks, all.slice(0, SHOWN_FIRST)),
    all.length > SHOWN_FIRST &&
      h('p', {}, link('#worklist', 'All ', ...figured('tasks', page.summary.totals.tasks, ['task']))),
  );
}

/** How much of what can go the first tasks are. */
function headline({ summary: { totals } }: Page, { work }: Tasks, tasks: readonly number[]): HTMLElement {
  const order = 'By risk, then evidence, then how much can be removed.';
  const first = tasks.slice(0, SHOWN_FIRST).reduce((sum, row) => sum + (work.number('grants_removable', row) ?? 0), 0);
  if (tasks.length <= SHOWN_FIRST || totals.grants === 0) return h('p', { class: 'quiet' }, order);
  return h(
    'p',
    { class: 'quiet' },
    'These ',
    h('span', { class: 'length' }, SHOWN_FIRST),
    ' of ',
    ...figured('tasks', totals.tasks, ['task']),
    ' cover ',
    share('removable_share_first', first, totals.grants),
    ` of everything you can remove. ${order}`,
  );
}
