/** The card on top of a principal, permission set or policy: what to do, whom to ask, who is hit. */
import { quarantine } from '../../../../model/commands/quarantine.js';
import { command, copyButton } from '../../copy.js';
import { type Child, h, link, outside } from '../../dom.js';
import { figure, figured, listLength } from '../../figure.js';
import { lacking } from '../../list/sheet-list.js';
import type { Opened } from '../../opened.js';
import { digestOf, type Page, proposeOf } from '../../page.js';
import type { ShownProposals } from '../proposals.js';
import { badges, openPowers } from './powers.js';
import { residuals } from './proposed.js';
import { ownerWords, type Tasks, trusted } from './task-list.js';
import { isTask, placeOf, rowsAbout, type Subject, subjectKey } from './task-rows.js';
import { accountOf, ageWords, decisionOf, stateWords } from './task-words.js';
import { ticketOf } from './ticket.js';

export interface Judged {
  readonly subject: Subject;
  /** When it was last used, in words. */
  readonly lastUse: string;
  /** Of a user or role; of what several hold the task says how many. */
  readonly whoIsHit?: string;
  /** Stands where no task is about it: why not. */
  readonly none: readonly Child[];
  /** Of what its task makes smaller. */
  readonly proposals?: ShownProposals | undefined;
}

/** One card a task; one that says why there is none. */
export async function verdict(page: Page, judged: Judged): Promise<HTMLElement> {
  const tasks = await openTasks(page);
  const rows = rowsAbout(tasks.work, judged.subject);
  if (rows.length === 0) {
    const earlier = earlierTasks(page, tasks.earlier, judged.subject);
    return h('section', { class: 'verdict' }, h('p', { class: 'sentence' }, ...judged.none), ...earlier);
  }
  return h('div', {}, ...rows.map((row) => card(page, tasks, judged, row)));
}

export async function openTasks(page: Page): Promise<Tasks> {
  const [work, earlier, documents, holders] = await Promise.all([
    page.sheets.open('worklist'),
    page.sheets.open('earlier_tasks'),
    page.sheets.open('proposals'),
    page.sheets.open('proposal_holders'),
  ]);
  return {
    work,
    earlier,
    powersOf: await openPowers(page, work),
    residualsOf: residuals({ work, documents, holders }),
  };
}

/** Of what the audit before listed, what became of it. */
function earlierTasks({ summary }: Page, earlier: Opened, subject: Subject): HTMLElement[] {
  if (summary.lastAudit === null) return [];
  const { from } = summary.lastAudit;
  const rows = rowsAbout(earlier, subject);
  const left = summary.left.earlier_tasks ?? 0;
  if (rows.length === 0 && left > 0) {
    const words = ` of ${from} that are no longer listed; one may have been about this`;
    return [lacking([listLength(left, 'task'), words], digestOf(summary))];
  }
  return rows.map((row) => {
    const words = stateWords(earlier.text('task_state', row), from) ?? '';
    return h('p', { class: 'quiet' }, `The task of ${from}: “`, outside(earlier.text('task', row)), `” Now ${words}.`);
  });
}

function card(page: Page, tasks: Tasks, judged: Judged, row: number): HTMLElement {
  const { work, powersOf } = tasks;
  const powers = powersOf(row);
  const hit = judged.whoIsHit === undefined ? holdersOf(work, row) : [judged.whoIsHit];
  const proposal = isTask(work, row) ? (judged.proposals?.delivers(powers) ?? []) : [];
  const decision = decisionOf(work, row);
  const state = stateWords(work.text('task_state', row), page.summary.lastAudit?.from ?? '');
  const account = judged.subject.type === 'MANAGED_POLICY' ? accountOf(work, row) : '';
  const entries: readonly Fact[] = [
    ['Owner', ownerWords(work, row)],
    ['Decided', decision === undefined ? [] : [`${decision.title}: `, outside(decision.words)]],
    ['State', state === undefined ? [] : [state]],
    ['Last use', [judged.lastUse]],
    ['Account', account === '' ? [] : [outside(account)]],
    ['Who is hit', hit],
    ['In all', grantsOf(work, row)],
    ['Takes away', badges(powers, subjectKey(work, row))],
    ['By proposal', proposal],
    ['Evidence', isTask(work, row) ? evidenceOf(page, work, row) : []],
  ];
  const policy = judged.proposals?.policy;
  const { subject } = judged;
  const isRetired = work.get('step', row) === 'DELETE' && subject.type === 'PRINCIPAL';
  const ticket = (): string =>
    ticketOf(page, {
      ...{ work, row, powers, isRetired, subject, lastUse: judged.lastUse },
      ...{ hit: textOf(hit), grants: textOf(grantsOf(work, row)), proposal: textOf(proposal) },
    });
  return h(
    'section',
    { class: isTask(work, row) ? 'verdict' : 'verdict calm' },
    h('p', { class: 'sentence' }, outside(work.text('task', row)), ' ', ...trusted(work, row)),
    facts(entries),
    h(
      'p',
      { class: 'tools' },
      copyButton('Copy ticket', ticket),
      policy !== undefined && copyButton('Copy policy', () => policy),
      ...placed(work, row, page.summary.totals.tasks),
    ),
    isRetired && retiring(page, subject),
  );
}

type Fact = readonly [title: string, words: readonly Child[]];

/** Those that have words. */
function facts(entries: readonly Fact[]): HTMLElement {
  const shown = entries.filter(([, words]) => words.length > 0);
  return h('dl', { class: 'facts' }, ...shown.flatMap(([title, words]) => [h('dt', {}, title), h('dd', {}, ...words)]));
}

function textOf(words: readonly Child[]): string {
  return h('span', {}, ...words).textContent ?? '';
}

function evidenceOf({ summary }: Page, work: Opened, row: number): Child[] {
  const age = ageWords(work, row);
  return age === undefined ? ['granted for at least ', ...figured('days', summary.dormantDays, ['day'])] : [age];
}

/** Of what several hold: to whom something that goes is granted, and of how many. */
function holdersOf(work: Opened, row: number): Child[] {
  const key = subjectKey(work, row);
  const holders = work.number('holders', row);
  const affected = work.number('holders_affected', row) ?? holders;
  if (holders === null || affected === null) return [];
  const all = ['user or role', 'users and roles', key] as const;
  if (affected === holders) return figured('holders', holders, all);
  return [figure('holders_affected', affected, key), ' of ', ...figured('holders', holders, all)];
}

/** What the actions that go are for all holders together; of a user or role, for whom they are the same, nothing. */
function grantsOf(work: Opened, row: number): Child[] {
  const key = subjectKey(work, row);
  const [grants, accounts] = [work.number('grants_removable', row), work.number('accounts', row)];
  if (grants === null || work.get('subject_type', row) === 'PRINCIPAL') return [];
  return [
    ...(accounts === null ? [] : ['in ', ...figured('accounts', accounts, ['account', 'accounts', key]), ': ']),
    ...figured('grants_removable', grants, ['grant', 'grants', key]),
    ' of actions',
  ];
}

function placed(work: Opened, row: number, tasks: number): Child[] {
  const place = placeOf(work, row);
  if (place === undefined) return [];
  const all = figure('tasks', tasks);
  return [
    h('span', { class: 'quiet' }, link('#worklist', 'Task ', h('span', { class: 'length' }, place)), ' of ', all),
  ];
}

/** What is to be deleted needs no smaller policy, but a way to find out whether anybody misses it. */
function retiring({ summary }: Page, subject: Subject & { readonly type: 'PRINCIPAL' }): HTMLElement {
  const denies = quarantine(subject.arn, 'attach');
  return h(
    'div',
    { class: 'retire' },
    h(
      'p',
      {},
      h('strong', {}, 'Retire it in two steps.'),
      denies === undefined
        ? ' First attach the policy AWSDenyAll to it; detaching the policy undoes that. Its ARN is not one that IAM gives to a role, so there is no command for it.'
        : ' First deny everything, which detaching the policy undoes: ',
    ),
    denies !== undefined && command(denies),
    h(
      'p',
      {},
      'If nobody misses it for as long as its owner says, delete it. What to watch for, and what cannot be restored after deletion: ',
    ),
    command(proposeOf(summary, subject)),
  );
}
