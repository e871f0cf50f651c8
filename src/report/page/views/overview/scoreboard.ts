/** What the audits achieved, what is left, and what came: cards with a number and what it was before. */
import { type Child, h, link } from '../../dom.js';
import { figure, figured } from '../../figure.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { unlistedWords } from '../principals/principal-filter.js';
import { isDormant } from '../principals/principals.js';

export function scoreboard(page: Page): HTMLElement {
  return h('div', { class: 'cards' }, ...takenAway(page), stillThere(page), ...fresh(page), dormant(page));
}

function takenAway({ summary: { sinceFirst, lastAudit } }: Page): HTMLElement[] {
  if (sinceFirst === null || lastAudit === null) return [];
  const { takenAway: last, findings } = lastAudit;
  return [
    card('Removed since the first audit', figure('actions_taken_away_since_first', sinceFirst.actions), [
      'actions and ',
      ...figured('services_taken_away_since_first', sinceFirst.services, ['whole service']),
      ` of what could be removed on ${sinceFirst.since}. Since the last audit, ${last.since}: `,
      ...figured('actions_taken_away', last.actions, ['action']),
      ', ',
      ...figured('tasks_done', findings.WORK_DONE ?? 0, ['task']),
      ' done.',
    ]),
  ];
}

function stillThere({ summary: { totals } }: Page): HTMLElement {
  return card('Still to remove', figure('actions_removable', totals.actions), [
    'actions in ',
    ...figured('grants_removable', totals.grants, ['grant']),
    ', and ',
    ...figured('services_removable', totals.services, ['whole service']),
    ', in ',
    link('#worklist', ...figured('tasks', totals.tasks, ['task'])),
    '.',
  ]);
}

function fresh({ summary: { lastAudit } }: Page): HTMLElement[] {
  if (lastAudit === null) return [];
  const { findings, from, principalsNew, principalsGone, taskStates } = lastAudit;
  const inState = (state: string): Child => figure(`tasks_${state.toLowerCase()}`, taskStates[state] ?? 0);
  return [
    card('New since the last audit', figure('tasks_new', findings.WORK_NEW ?? 0), [
      `${findings.WORK_NEW === 1 ? 'task' : 'tasks'} that the audit of ${from} did not list. `,
      ...figured('principals_new', principalsNew, ['user or role', 'users and roles']),
      ' came, ',
      figure('principals_gone', principalsGone),
      ' went. Of the earlier tasks ',
      inState('OPEN'),
      ' are open, ',
      inState('USED'),
      ' used since, ',
      inState('EXCEPTED'),
      ' excepted; ',
      inState('NOT_COMPARED'),
      ' cannot be compared.',
    ]),
  ];
}

function dormant({ principals, accounts, summary: { dormantDays, lastAudit } }: Page): HTMLElement {
  const ordinary = principals.filter(({ type }) => type !== 'service-linked role');
  const verdicts = ordinary.map((one) => isDormant(one, dormantDays));
  const number = (wanted: boolean | null): number => verdicts.filter((verdict) => verdict === wanted).length;
  const unlisted = unlistedWords(accounts.filter(({ isListed }) => !isListed).length);
  const newly: Child[] =
    lastAudit === null
      ? []
      : [' ', figure('findings_dormant_new', lastAudit.findings.DORMANT_NEW ?? 0), ' of them newly so.'];
  const notKnown: Child[] = [
    ...(number(null) > 0 ? [' Not known: ', figure('dormant_not_known', number(null)), ' of these'] : []),
    ...(unlisted.length > 0 ? [number(null) > 0 ? ', and ' : ' Not known: ', ...unlisted] : []),
  ];
  return card('Dormant roles', figure('principals_dormant', number(true)), [
    link(
      hashOf('principals', '', { days: String(dormantDays) }),
      'without use for ',
      ...figured('days', dormantDays, ['day']),
    ),
    ', of ',
    ...figured('principals_known', ordinary.length, ['known user or role', 'known users and roles']),
    '.',
    ...newly,
    ...notKnown,
    notKnown.length > 0 ? '. ' : ' ',
    ...figured('administrators', ordinary.filter(({ isAdministrator }) => isAdministrator === true).length, [
      'user or role is an administrator',
      'users and roles are administrators',
    ]),
    '.',
  ]);
}

function card(title: string, number: Child, words: readonly Child[]): HTMLElement {
  return h(
    'section',
    { class: 'card' },
    h('h3', {}, title),
    h('p', { class: 'figure' }, number),
    h('p', { class: 'quiet' }, ...words),
  );
}
