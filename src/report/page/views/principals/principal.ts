/** One principal: the Access Advisor tab, with evidence and history. */

import { command } from '../../copy.js';
import { type Child, h, link, outside } from '../../dom.js';
import { figure, figured, named } from '../../figure.js';
import type { Opened } from '../../opened.js';
import { type Page, queryOf } from '../../page.js';
import { hashOf } from '../../route.js';
import { day, evidence, minute, NOT_MEASURED } from '../../words.js';
import { accessChanges } from '../changes/change-list.js';
import { proposalsOf, type ShownProposals } from '../proposals.js';
import { subjectLink } from '../tasks/task-list.js';
import { tasksOf } from '../tasks/task-rows.js';
import { verdict } from '../tasks/verdict.js';
import { trustList } from '../trust.js';
import { observedRow, type Principal, stateOf } from './principals.js';
import { services } from './services.js';

export async function principalView(page: Page, arn: string): Promise<HTMLElement> {
  const found = page.principals.filter((principal) => principal.arn === arn);
  const principal = found.find(({ isMeasured }) => isMeasured) ?? found[0];
  if (!principal) {
    return h(
      'div',
      {},
      h('h2', {}, 'No such principal'),
      h(
        'p',
        {},
        outside(arn),
        ` is not in the snapshot of ${page.summary.date}. It may still exist in an account that could not be listed.`,
      ),
    );
  }
  const isJudged = principal.isMeasured && principal.type !== 'service-linked role';
  const proposals = isJudged ? await proposalsOf(page, { type: 'PRINCIPAL', arn }) : undefined;
  return h(
    'div',
    {},
    h('h2', {}, outside(principal.name)),
    found.length > 1 &&
      h(
        'p',
        { class: 'note' },
        'This ARN was used more than once: its principal was deleted and recreated. The one shown is the one that was measured.',
      ),
    await verdictOf(page, principal, proposals),
    proposals?.element ?? null,
    await (principal.isMeasured ? services(page, principal) : unmeasured(page, principal)),
    ...(await outsiders(page, principal)),
    await sinceLast(page, principal),
    h('h3', {}, 'What is known of it'),
    await facts(page, principal),
  );
}

async function verdictOf(
  page: Page,
  principal: Principal,
  proposals: ShownProposals | undefined,
): Promise<HTMLElement> {
  const observed = await page.sheets.open('principals.kind-observed');
  const known = observed.number('last_known_use_at', observedRow(observed, principal));
  return verdict(page, {
    subject: { type: 'PRINCIPAL', arn: principal.arn },
    lastUse: day(known) || (principal.isMeasured ? 'none known' : 'not known'),
    whoIsHit: principal.type === 'user' ? 'This user alone' : 'This role alone, and everybody who assumes it',
    none: await withoutTask(page, principal),
    proposals,
  });
}

/** Why no task is about it. */
async function withoutTask(page: Page, { arn, type, permissionSet }: Principal): Promise<Child[]> {
  if (type === 'service-linked role') return ['A service-linked role: AWS owns its policy, so there is nothing to do.'];
  if (permissionSet !== null)
    return [
      'A role of the permission set ',
      link(hashOf('set', permissionSet), outside(permissionSet, 'name')),
      ': what is removed is removed from the set, for all its roles.',
    ];
  const [work, held] = await Promise.all([page.sheets.open('worklist'), page.sheets.open('policies')]);
  const own = new Set((held.rowsBy('principal_arn').get(arn) ?? []).map((row) => keyOfPolicy(held, row)));
  const shared = tasksOf(work).filter(
    (row) => work.get('subject_type', row) === 'MANAGED_POLICY' && own.has(keyOfPolicy(work, row)),
  );
  if (shared.length === 0)
    return ['Nothing can be removed from it yet, given what was measured and the evidence so far.'];
  const links = shared.flatMap((row, at): Child[] => [at > 0 && ', ', subjectLink(work, row)]);
  return ['What can be removed comes from a policy that others hold too: ', ...links, '.'];
}

function keyOfPolicy(sheet: Opened, row: number): string {
  return `${sheet.text('account_id', row)} ${sheet.text('policy_arn', row)}`;
}

/** Who outside the organization may assume it. */
async function outsiders(page: Page, { arn }: Principal): Promise<HTMLElement[]> {
  const sheet = await page.sheets.open('external_trust');
  const rows = (sheet.rowsBy('principal_arn').get(arn) ?? []).filter((row) => sheet.get('trusted', row) !== null);
  if (rows.length === 0) return [];
  return [h('section', {}, h('h3', {}, 'Who outside may assume it'), trustList(sheet, rows, 'trust'))];
}

async function unmeasured(page: Page, { arn }: Principal): Promise<HTMLElement> {
  const gaps = await page.sheets.open('coverage_gaps');
  const reasons = [...Array(gaps.rows).keys()]
    .filter((row) => gaps.get('principal_arn', row) === arn)
    .map((row) => `${gaps.text('error_code', row)}: ${gaps.text('error_message', row)}`);
  const only = ['--principal', arn, '--snapshot-date', page.summary.date];
  return h(
    'section',
    { class: 'coverage gaps' },
    h('h3', {}, `⚠ ${NOT_MEASURED}`),
    h('p', {}, outside(reasons.join('; '), 'wrap')),
    h('p', {}, 'Nothing is known about what it is granted and what it used. Do not decide on it; measure it again.'),
    h('p', { class: 'quiet' }, 'Run this yourself: ', command(queryOf(page, 'coverage_gaps', only))),
  );
}

type Fact = readonly [title: string, value: Child];

async function facts(page: Page, principal: Principal): Promise<HTMLElement> {
  const [sheet, observed] = await Promise.all([
    page.sheets.open('principals'),
    page.sheets.open('principals.kind-observed'),
  ]);
  const entries = [
    ...identity(principal, sheet),
    ...history(page, principal, observed),
    ...privilege(principal),
    ...attachments(principal, sheet),
  ];
  const list = entries.flatMap(([title, value]) => [h('dt', {}, title), h('dd', {}, value)]);
  if (sheet.get('has_unlisted_use', principal.row) === true) {
    list.push(
      h('dt', {}, 'Note'),
      h('dd', {}, 'It was used later than any service below shows: a resource policy grants it something.'),
    );
  }
  return h('dl', { class: 'facts wide' }, ...list);
}

function identity(principal: Principal, sheet: Opened): Fact[] {
  const { accountId, accountName } = principal;
  return [
    ['State', stateOf(principal)],
    ['ARN', outside(principal.arn, 'wrap')],
    ['Account', link(hashOf('account', accountId), outside(`${accountName} (${accountId})`))],
    ['OU', outside(principal.ou)],
    ['Type', principal.type],
    ['Created', day(sheet.number('created_at', principal.row)) || 'not known'],
  ];
}

function history({ summary }: Page, principal: Principal, observed: Opened): Fact[] {
  const { isMeasured, evidenceDays, lastUsedAt } = principal;
  const at = observedRow(observed, principal);
  const seen = observed.number('snapshots_measured', at) ?? 0;
  const lastUse = minute(lastUsedAt) || 'none seen in the tracking period';
  const evidenceFact: Fact = [
    'Evidence',
    isMeasured ? named('evidence_days', principal.arn, evidence(evidenceDays)) : 'none: not measured',
  ];
  const lastUseFact: Fact = ['Last use', isMeasured ? lastUse : 'not known'];
  if (seen === 0) {
    return [evidenceFact, ['Observed', 'no snapshot measured it'], lastUseFact, ['Last known use', 'not known']];
  }
  const first = observed.text('first_measured_date', at);
  const known = minute(observed.number('last_known_use_at', at));
  return [
    evidenceFact,
    [
      'Observed',
      h(
        'span',
        {},
        'measured by ',
        figure('snapshots_measured', seen, principal.arn),
        ' of ',
        ...figured('snapshots', summary.dates.length, ['snapshot']),
        `, first on ${first}`,
      ),
    ],
    lastUseFact,
    ['Last known use', `${known || 'none'}, by all snapshots`],
  ];
}

function privilege({ arn, granted, unused, isAdministrator }: Principal): Fact[] {
  const actions = h(
    'span',
    {},
    figure('actions_unused', unused, arn),
    ' of ',
    figure('actions_tracked', granted, arn),
    ' granted and tracked actions unused',
  );
  const administrator = isAdministrator ? 'yes: it may give itself any permission' : 'no';
  return [
    ['Actions', granted === null ? 'not known' : actions],
    ['Administrator', isAdministrator === null ? 'not known' : administrator],
  ];
}

const ATTACHMENTS = [
  ['Groups', 'group_names'],
  ['Policies', 'attached_policy_arns'],
  ['Inline policies', 'inline_policy_names'],
  ['Boundary', 'permissions_boundary_arn'],
  ['Tags', 'tags'],
] as const;

function attachments({ row }: Principal, sheet: Opened): Fact[] {
  return ATTACHMENTS.flatMap(([title, column]): Fact[] => {
    const text = sheet.text(column, row);
    if (['', '{}'].includes(text)) return [];
    return [[title, column === 'tags' ? tagList(text) : outside(text, 'wrap')]];
  });
}

/** Tags come as one JSON object. */
function tagList(json: string): HTMLElement {
  const tags = Object.entries(JSON.parse(json) as Record<string, string>);
  return h('ul', { class: 'tags' }, ...tags.map(([key, value]) => h('li', {}, outside(`${key} = ${value}`, 'wrap'))));
}

async function sinceLast(page: Page, { arn }: Principal): Promise<HTMLElement> {
  const { lastAudit, dates, date } = page.summary;
  const from = lastAudit?.from ?? dates.at(-2);
  const title = h('h3', {}, 'Changes since the last audit');
  if (from === undefined) return h('section', {}, title, h('p', {}, 'There is no earlier snapshot.'));
  const more = queryOf(page, 'changes.by-action', ['--from-date', from, '--to-date', date, '--principal', arn]);
  return h(
    'section',
    {},
    title,
    h('p', { class: 'quiet' }, `From ${from} to ${date}. `),
    await accessChanges(page, from, date, { arn, more }),
  );
}
