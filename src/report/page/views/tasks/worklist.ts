/** All tasks: grouped, filtered by owner, tag and name, numbered as the question `worklist` orders them. */
import { foldedOnPhone, h, outside } from '../../dom.js';
import { figure, named, share } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import { nameOf } from '../../names.js';
import { type Opened, rowsOf } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { count } from '../../words.js';
import { FILTERS, type Filters, ownersIn, shownTasks } from './task-filter.js';
import { marks, ownerWords, powers, states, subjectLink, type Tasks } from './task-list.js';
import { GROUPS, type Group, groupOf, isTask, subjectKey, tasksOf } from './task-rows.js';
import { ownerOf } from './task-words.js';
import { openTasks } from './verdict.js';

const GROUP_WORDS: Readonly<Record<Group, string>> = {
  delete: 'Delete',
  sets: 'Shrink sets',
  policies: 'Shrink policies',
  principals: 'Shrink users and roles',
};

export async function worklist(page: Page, { rest }: Route): Promise<HTMLElement> {
  const [tasks, held] = await Promise.all([openTasks(page), page.sheets.open('policies')]);
  const { work } = tasks;
  const filters = Object.fromEntries(FILTERS.map((name) => [name, rest.get(name) ?? ''])) as Filters;
  const all = tasksOf(work);
  const shown = shownTasks({ page, work, held }, all, filters);
  const others = rowsOf(work).filter((row) => !isTask(work, row));
  return h(
    'div',
    {},
    h('h2', {}, 'Everything to do, in order'),
    h(
      'p',
      { class: 'quiet' },
      'One row per subject, so that nothing is done twice: a permission set covers its roles, a policy that several hold covers its holders. By risk, then evidence, then how much can be removed.',
    ),
    groups(work, all, filters),
    foldedOnPhone('Filters', filterForm(work, filters)),
    ...lackNote(page, 'worklist', []),
    sheetList({
      caption: 'Tasks',
      name: 'worklist',
      sheet: work,
      rows: shown,
      first: 100,
      columns: columnsOf(tasks, all),
      subject: (row) => subjectKey(work, row),
      none:
        all.length === 0
          ? 'Nothing can be removed yet, given what was measured and the evidence so far.'
          : 'No task passes the filters.',
    }),
    leftAlone(tasks, others),
    askedBy(page, 'worklist'),
  );
}

/** How many tasks of each group there are, and what share of all grants of actions that can be removed they take away. */
export function groups(work: Opened, tasks: readonly number[], filters?: Filters): HTMLElement {
  const grantsOf = (rows: readonly number[]): number =>
    rows.reduce((sum, row) => sum + (work.number('grants_removable', row) ?? 0), 0);
  const all = grantsOf(tasks);
  const links = GROUPS.map((group) => {
    const own = tasks.filter((row) => groupOf(work, row) === group);
    const isCurrent = filters?.group === group;
    const to = hashOf('worklist', '', { ...filters, group: isCurrent ? '' : group });
    return h(
      'li',
      {},
      h(
        'a',
        { href: to, 'aria-current': isCurrent ? 'true' : undefined },
        `${GROUP_WORDS[group]} `,
        figure(`tasks_${group}`, own.length),
        h(
          'span',
          { class: 'quiet' },
          ' · ',
          share(`removable_share_${group}`, grantsOf(own), all),
          h('span', { class: 'wide-only' }, ' of what can be removed'),
        ),
      ),
    );
  });
  return h('ul', { class: 'groups' }, ...links);
}

function filterForm(work: Opened, filters: Filters): HTMLElement {
  const owners = ownersIn(work).map((owner) =>
    h('option', { value: owner, selected: owner === filters.owner }, outside(owner).textContent),
  );
  const text = (name: 'tag' | 'principal', label: string, placeholder: string): HTMLElement => {
    const input = h('input', { type: 'search', name, placeholder, autocomplete: 'off' });
    input.value = filters[name];
    return h('label', {}, h('span', {}, label), input);
  };
  const apply = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(form);
    const given = Object.fromEntries(FILTERS.map((name) => [name, String(data.get(name) ?? filters[name])]));
    location.hash = hashOf('worklist', '', given);
  };
  const form: HTMLFormElement = h(
    'form',
    { class: 'filters', role: 'search', onsubmit: apply, onchange: apply },
    h(
      'label',
      {},
      h('span', {}, 'Owner'),
      h('select', { name: 'owner' }, h('option', { value: '' }, 'any'), ...owners),
    ),
    text('tag', 'Tag', 'team=platform'),
    text('principal', 'User, role, policy or set', 'payments-api'),
  );
  return form;
}

function leftAlone(tasks: Tasks, rows: readonly number[]): HTMLElement {
  const list = sheetList({
    caption: 'Idle by design, or not measured',
    name: 'worklist-left-alone',
    sheet: tasks.work,
    rows,
    first: 50,
    columns: columnsOf(tasks, []).slice(1, 4),
    subject: (row) => subjectKey(tasks.work, row),
    none: 'Nothing.',
  });
  const words = h('summary', {}, 'Left alone or unknown: ', named('worklist_left_alone', '', count(rows.length)));
  return h('details', { class: 'folded' }, words, list);
}

function columnsOf(tasks: Tasks, all: readonly number[]): Column<number>[] {
  const { work } = tasks;
  const places = new Map(all.map((row, at) => [row, at + 1]));
  const number = (title: string, name: string): Column<number> => ({
    title,
    cell: (row) => (work.number(name, row) === null ? '' : count(work.number(name, row))),
    sort: (row) => work.number(name, row),
    number: name,
    isSecondary: true,
  });
  return [
    {
      title: '#',
      cell: (row) => h('span', { class: 'length' }, places.get(row) ?? ''),
      sort: (row) => places.get(row) ?? null,
      className: 'col-place',
    },
    {
      title: 'Subject',
      cell: (row) => subjectLink(work, row),
      sort: (row) => nameOf(work.text('policy_arn', row) || work.text('principal_arn', row)).toLowerCase(),
    },
    {
      title: 'Account',
      cell: (row) => outside(work.text('account_name', row) || work.text('account_id', row)),
      sort: (row) => work.text('account_name', row) || null,
      isSecondary: true,
    },
    {
      title: 'Task',
      cell: (row) => [outside(work.text('task', row)), h('span', { class: 'narrow' }, ...marks(tasks, row))],
      className: 'col-task',
    },
    {
      title: 'State',
      cell: (row) => states(work, row),
      sort: (row) => work.text('snoozed_until', row) || work.text('task_state', row) || null,
      isSecondary: true,
    },
    {
      title: 'Power',
      cell: (row) => powers(tasks, row),
      sort: (row) => work.number('risk', row),
      isSecondary: true,
    },
    {
      title: 'Owner',
      cell: (row) => h('span', {}, ...ownerWords(work, row)),
      sort: (row) => ownerOf(work, row).name?.toLowerCase() ?? null,
      isSecondary: true,
    },
    number('Actions', 'actions_removable'),
    number('Grants', 'grants_removable'),
  ];
}
