/** What should be done first, and all of it: the rows of the question `worklist`, in its order. */
import { type Child, h, link, outside } from '../../dom.js';
import type { Column } from '../../list/column.js';
import { nameOf } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { type Opened, rowsOf } from '../../sheets.js';
import { count, counted, percent } from '../../words.js';

const SHOWN_FIRST = 10;
/** Rows that say what may be taken away; the others say what is left alone, and what is not known. */
const STEPS = ['DELETE', 'NARROW'];

const RISKS: Readonly<Record<number, string>> = {
  4: 'gives rights or changes policies',
  3: 'trusted from outside',
  2: 'writes',
  1: 'reads',
};

/** Where the age of the grant is for certain nothing is said of it. */
const AGES: Readonly<Record<string, string>> = {
  BOUNDED: 'when it was attached is not known',
  UNKNOWN: 'when it was granted is not known',
};

/** The first tasks, as sentences with links. */
export function doFirst(page: Page, sheet: Opened): HTMLElement {
  const tasks = tasksOf(sheet);
  return h(
    'section',
    { class: 'first', 'aria-labelledby': 'first' },
    h('h2', { id: 'first' }, 'Do this first'),
    tasks.length === 0
      ? h('p', {}, 'Nothing may go yet, by what was measured and the evidence that there is.')
      : h('p', { class: 'quiet' }, headline(page, sheet, tasks)),
    taskList(sheet, tasks.slice(0, SHOWN_FIRST)),
    tasks.length > SHOWN_FIRST && h('p', {}, link('#worklist', `All ${counted(tasks.length, 'task')}`)),
  );
}

/** Each a sentence with a link. */
export function taskList(sheet: Opened, rows: readonly number[]): HTMLElement {
  return h('ol', { class: 'tasks', hidden: rows.length === 0 }, ...rows.map((row) => task(sheet, row)));
}

export function tasksOf(sheet: Opened): number[] {
  return rowsOf(sheet).filter((row) => STEPS.includes(sheet.text('step', row)));
}

/** How much of what may go the first tasks are; not told of a file that lacks some. */
function headline(page: Page, sheet: Opened, tasks: readonly number[]): string {
  const order = 'By risk, then evidence, then how much may go.';
  const of = (rows: readonly number[]): number =>
    rows.reduce((sum, row) => sum + (sheet.number('removable_actions', row) ?? 0), 0);
  const all = of(tasks);
  if (tasks.length <= SHOWN_FIRST || all === 0 || (page.summary.left.worklist ?? 0) > 0) return order;
  const share = percent(of(tasks.slice(0, SHOWN_FIRST)), all);
  return `The first ${SHOWN_FIRST} of ${counted(tasks.length, 'task')} are ${share} of all actions that may go. ${order}`;
}

function task(sheet: Opened, row: number): HTMLElement {
  const risk = sheet.number('risk', row);
  const account = sheet.text('account_name', row) || sheet.text('account_id', row);
  const age = AGES[sheet.text('grant_age', row)];
  return h(
    'li',
    {},
    h('span', { class: risk === 4 ? 'risk high' : 'risk' }, RISKS[risk ?? 0] ?? 'risk not known'),
    h('strong', {}, subjectOf(sheet, row)),
    account !== '' && h('span', { class: 'quiet' }, ' in ', outside(account)),
    h(
      'span',
      { class: 'says' },
      outside(sheet.text('task', row)),
      age !== undefined && h('span', { class: 'quiet' }, ` (${age})`),
    ),
  );
}

/** What a row is about, linked to its view. */
function subjectOf(sheet: Opened, row: number): Child {
  const [policy, set, principal, account] = [
    ...['policy_arn', 'permission_set_name', 'principal_arn', 'account_id'].map((column) => sheet.text(column, row)),
  ] as [string, string, string, string];
  const type = sheet.text('subject_type', row);
  if (type === 'MANAGED_POLICY') return link(hashOf('policy', policy), outside(nameOf(policy), 'name', policy));
  if (type === 'PERMISSION_SET') return link(hashOf('set', set), outside(set, 'name'));
  if (principal !== '') return link(hashOf('principal', principal), outside(nameOf(principal), 'name', principal));
  return link(hashOf('account', account), `account ${account}`);
}

export async function worklist(page: Page): Promise<HTMLElement> {
  const sheet = await page.sheets.open('worklist');
  const tasks = tasksOf(sheet);
  const others = rowsOf(sheet).filter((row) => !STEPS.includes(sheet.text('step', row)));
  return h(
    'div',
    {},
    h('h2', {}, 'Everything to do, in order'),
    h(
      'p',
      { class: 'quiet' },
      'One row a subject, so that nothing is done twice: a permission set stands for its roles, a policy that several hold for its holders. By risk, then evidence, then how much may go.',
    ),
    ...lackNote(page, 'worklist', ''),
    sheetList({
      caption: 'Tasks',
      name: 'worklist',
      sheet,
      rows: tasks,
      first: 100,
      columns: columnsOf(sheet),
      none: 'Nothing may go yet, by what was measured and the evidence that there is.',
    }),
    h('h2', {}, 'Left alone, and not known'),
    sheetList({
      caption: 'Idle by design, or not measured',
      name: 'worklist-left-alone',
      sheet,
      rows: others,
      first: 50,
      columns: columnsOf(sheet).slice(0, 3),
      none: 'Nothing.',
    }),
    askedBy(page, 'worklist'),
  );
}

function columnsOf(sheet: Opened): Column<number>[] {
  const number = (title: string, name: string): Column<number> => ({
    title,
    cell: (row) => (sheet.number(name, row) === null ? '' : count(sheet.number(name, row))),
    sort: (row) => sheet.number(name, row),
    isNumber: true,
    isSecondary: true,
  });
  return [
    {
      title: 'Subject',
      cell: (row) => subjectOf(sheet, row),
      sort: (row) => nameOf(sheet.text('policy_arn', row) || sheet.text('principal_arn', row)).toLowerCase(),
    },
    {
      title: 'Account',
      cell: (row) => outside(sheet.text('account_name', row) || sheet.text('account_id', row)),
      sort: (row) => sheet.text('account_name', row) || null,
      isSecondary: true,
    },
    { title: 'Task', cell: (row) => outside(sheet.text('task', row)) },
    {
      title: 'Risk',
      cell: (row) => RISKS[sheet.number('risk', row) ?? 0] ?? '',
      sort: (row) => sheet.number('risk', row),
      isSecondary: true,
    },
    number('Services that may go', 'removable_services'),
    number('Actions that may go', 'removable_actions'),
  ];
}
