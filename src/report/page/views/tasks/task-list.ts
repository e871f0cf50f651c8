/** Tasks as a list of sentences, each with its subject, its power and whom to ask. */
import { type Child, h, link, outside } from '../../dom.js';
import { nameOf } from '../../names.js';
import { type Opened, rowsOf } from '../../opened.js';
import { hashOf } from '../../route.js';
import { badge, type PowersOf } from './powers.js';
import { stillAdministrator } from './proposed.js';
import { accountOf, ageWords, decisionOf, ownerOf, stateWord } from './task-words.js';

/** The risk of a role that somebody outside may assume, and that cannot give rights. */
const TRUSTED_OUTSIDE = 3;

export interface Tasks {
  readonly work: Opened;
  readonly powersOf: PowersOf;
  /** By which actions the holders stay administrators, once the smaller texts of a task are applied. */
  readonly residualsOf: (row: number) => readonly string[];
  /** The sheet `earlier_tasks`. */
  readonly earlier: Opened;
}

/** By task_id those that somebody put off. */
export function snoozedTasks(work: Opened): ReadonlySet<string> {
  const rows = rowsOf(work).filter((row) => work.text('snoozed_until', row) !== '');
  return new Set(rows.map((row) => work.text('task_id', row)));
}

/** What several rows say alike of the age of their grants stands above the list, and a mark in each of them. */
export function taskList(tasks: Tasks, rows: readonly number[]): HTMLElement {
  const { work } = tasks;
  const notes = notesOf(work, rows);
  const age = (row: number): string => {
    const words = ageWords(work, row);
    return words === undefined ? '' : ` ${notes.get(words) ?? `(${words})`}`;
  };
  const list = h('ol', { class: 'tasks', hidden: rows.length === 0 }, ...rows.map((row) => item(tasks, row, age(row))));
  if (notes.size === 0) return list;
  const words = [...notes].map(([said, mark]) => `${mark} ${said}`).join('; ');
  return h('div', {}, h('p', { class: 'quiet' }, `${words}.`), list);
}

const MARKS = ['†', '‡'];

/** Words of {@link ageWords} that more than one row has, with a mark. */
function notesOf(work: Opened, rows: readonly number[]): ReadonlyMap<string, string> {
  const said = rows.flatMap((row) => ageWords(work, row) ?? []);
  const several = [...new Set(said)].filter((words) => said.indexOf(words) !== said.lastIndexOf(words));
  return new Map(several.map((words, at) => [words, MARKS[at] ?? '*']));
}

function item(tasks: Tasks, row: number, age: string): HTMLElement {
  const { work } = tasks;
  const account = accountOf(work, row);
  return h(
    'li',
    {},
    h('span', { class: 'marks' }, ...marks(tasks, row)),
    h('strong', {}, subjectLink(work, row)),
    account !== '' && h('span', { class: 'quiet' }, ' in ', outside(account)),
    h('span', { class: 'says' }, outside(work.text('task', row)), age !== '' && h('span', { class: 'quiet' }, age)),
    h('span', { class: 'below' }, 'Owner: ', ...ownerWords(work, row)),
  );
}

/** What became of it, whether somebody outside may assume it, and the greatest power that goes. */
export function marks(tasks: Tasks, row: number): Child[] {
  return [...states(tasks.work, row), ...powers(tasks, row)];
}

/** What was decided of it and, unless it is put off, what became of it since the last audit. */
export function states(work: Opened, row: number): Child[] {
  const decision = decisionOf(work, row);
  const state = work.text('snoozed_until', row) === '' ? work.text('task_state', row) : '';
  return [
    decision !== undefined && h('span', { class: 'power', title: decision.words }, decision.title),
    state !== '' && h('span', { class: `power ${state.toLowerCase()}` }, stateWord(state)),
  ];
}

/** Whether somebody outside may assume it, the greatest power that goes, and whether an administrator stays. */
export function powers({ work, powersOf, residualsOf }: Tasks, row: number): Child[] {
  const still = stillAdministrator(residualsOf(row));
  return [
    ...trusted(work, row),
    badge(powersOf(row)),
    still !== '' && h('span', { class: 'power administrator', title: still }, 'still administrator'),
  ];
}

export function trusted(work: Opened, row: number): Child[] {
  const isTrusted = work.number('risk', row) === TRUSTED_OUTSIDE;
  return isTrusted ? [h('span', { class: 'power outside' }, 'trusted from outside')] : [];
}

/** Who owns it and where that is from; of what nobody is named for, whom to ask. */
export function ownerWords(work: Opened, row: number): Child[] {
  const { name, from } = ownerOf(work, row);
  return name === null ? [`none named: ${from}`] : [outside(name), `, ${from}`];
}

/** What a row is about, linked to its view. */
export function subjectLink(work: Opened, row: number): Child {
  const [policy, set, principal, account] = [
    ...['policy_arn', 'permission_set_name', 'principal_arn', 'account_id'].map((column) => work.text(column, row)),
  ] as [string, string, string, string];
  const type = work.text('subject_type', row);
  if (type === 'MANAGED_POLICY') return link(hashOf('policy', policy), outside(nameOf(policy), 'name', policy));
  if (type === 'PERMISSION_SET') return link(hashOf('set', set), outside(set, 'name'), ' · SSO');
  if (principal !== '') return link(hashOf('principal', principal), outside(nameOf(principal), 'name', principal));
  return link(hashOf('account', account), 'account ', outside(account));
}
