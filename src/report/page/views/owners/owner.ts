/** One owner: what is to be done first about what is theirs, and all of it. A page for one team. */
import { type Child, h, link, outside } from '../../dom.js';
import { figure, listLength } from '../../figure.js';
import type { Opened } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { memberTable } from '../principals/members.js';
import type { Principal } from '../principals/principals.js';
import { taskList } from '../tasks/task-list.js';
import { tasksOf } from '../tasks/task-rows.js';
import { OWNED_BY } from '../tasks/task-words.js';
import { openTasks } from '../tasks/verdict.js';
import { codeOf, type Owned, ownedBy } from './owned.js';

const SHOWN_TASKS = 25;

export async function owner(page: Page, { value }: Route): Promise<HTMLElement> {
  const own = ownedBy(page.principals, page.summary.dormantDays).find((one) => codeOf(one.owner) === value);
  if (own === undefined)
    return h('div', {}, h('h2', {}, 'No such owner'), h('p', {}, 'No user or role is owned by ', outside(value)));
  const [all, holders] = await Promise.all([openTasks(page), page.sheets.open('policies')]);
  const tasks = tasksOfMembers(all.work, holders, own.members);
  const everybody = hashOf('principals', '', { owner: value });
  return h(
    'div',
    {},
    h('h2', {}, ...(own.owner === null ? ['Without an owner'] : ['Owner ', outside(own.owner)])),
    h('dl', { class: 'facts' }, ...facts(own).flatMap(([title, told]) => fact(title, told))),
    h('h3', {}, 'Do this first'),
    tasks.length === 0
      ? h('p', {}, 'Nothing of theirs can be removed yet, given what was measured and the evidence so far.')
      : h('p', { class: 'quiet' }, 'This includes what others hold as well. A permission set has no owner.'),
    taskList(all, tasks.slice(0, SHOWN_TASKS)),
    tasks.length > SHOWN_TASKS &&
      h('p', { class: 'quiet' }, 'And ', listLength(tasks.length - SHOWN_TASKS, 'task'), ' more.'),
    h('h3', {}, 'Users and roles'),
    await memberTable(page, {
      caption: 'Users and roles of this owner',
      name: `principals-of-${own.owner ?? 'none'}`,
      members: own.members,
      isOfSeveral: true,
    }),
    h('p', {}, link(everybody, 'The same in the list of principals, to search and filter')),
  );
}

function fact(title: string, told: Child): HTMLElement[] {
  return [h('dt', {}, title), h('dd', {}, told)];
}

function facts(own: Owned): (readonly [string, Child])[] {
  const { members, dormant, unknown, administrators, unused, unmeasured } = own;
  const of = codeOf(own.owner);
  return [
    ...namedBy(members),
    ['Users and roles', figure('owner_principals', members.length, of)],
    [
      'Dormant',
      h(
        'span',
        {},
        figure('principals_dormant', dormant, of),
        ...(unknown > 0 ? [', not known: ', figure('dormant_not_known', unknown, of)] : []),
      ),
    ],
    ['Administrators', figure('administrators', administrators, of)],
    ['Unused actions', h('span', {}, figure('owner_actions_unused', unused, of), ', each counted for each of them')],
    ['Not measured', figure('owner_not_measured', unmeasured, of)],
  ];
}

function namedBy(members: readonly Principal[]): (readonly [string, Child])[] {
  const sources = [...new Set(members.map(({ ownerFrom }) => OWNED_BY[ownerFrom]))].filter(
    (each) => each !== undefined,
  );
  return sources.length === 0 ? [] : [['Named', sources.toSorted().join('; ')]];
}

/** Tasks about a user or role of theirs, or about a policy in an account where one of them holds it. */
function tasksOfMembers(work: Opened, holders: Opened, members: readonly Principal[]): number[] {
  const arns = new Set(members.map(({ arn }) => arn));
  const policyOf = (sheet: Opened, row: number): string =>
    `${sheet.text('account_id', row)} ${sheet.text('policy_arn', row)}`;
  const ofHolder = holders.rowsBy('principal_arn');
  const held = new Set([...arns].flatMap((arn) => (ofHolder.get(arn) ?? []).map((row) => policyOf(holders, row))));
  return tasksOf(work).filter((row) =>
    work.get('subject_type', row) === 'MANAGED_POLICY'
      ? held.has(policyOf(work, row))
      : arns.has(work.text('principal_arn', row)),
  );
}
