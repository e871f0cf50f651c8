/** One principal: the Access Advisor tab, with evidence and history. */

import { command } from '../../copy.js';
import { type Child, h, link, outside } from '../../dom.js';
import { type Page, queryOf, quoted } from '../../page.js';
import { hashOf } from '../../route.js';
import type { Opened } from '../../sheets.js';
import { count, day, evidence, minute, NOT_MEASURED } from '../../words.js';
import { accessChanges } from '../changes/change-list.js';
import { proposalsOfPrincipal } from '../proposals.js';
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
  const view = h('div', {}, h('h2', {}, outside(principal.name)), await facts(page, principal));
  if (found.length > 1)
    view.append(
      h(
        'p',
        { class: 'note' },
        'This ARN was given more than once: it was deleted and made again. What is shown is of the one that was measured.',
      ),
    );
  if (principal.isMeasured && principal.type !== 'service-linked role')
    view.append(await proposalsOfPrincipal(page, principal.arn));
  view.append(...(await outsiders(page, principal)));
  view.append(await (principal.isMeasured ? services(page, principal) : unmeasured(page, principal)));
  view.append(await sinceLast(page, principal));
  return view;
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
  const only = `--principal ${quoted(arn)} --snapshot-date ${page.summary.date}`;
  return h(
    'section',
    { class: 'coverage gaps' },
    h('h3', {}, `⚠ ${NOT_MEASURED}`),
    h('p', {}, outside(reasons.join('; '), 'wrap')),
    h('p', {}, 'Nothing is known of what it is granted and what it used. Do not decide on it; measure it again.'),
    h('p', { class: 'quiet' }, 'The same from the lake: ', command(queryOf(page, 'coverage_gaps', only))),
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
  const evidenceFact: Fact = ['Evidence', isMeasured ? evidence(evidenceDays) : 'none: not measured'];
  const lastUseFact: Fact = ['Last use', isMeasured ? lastUse : 'not known'];
  if (seen === 0) {
    return [evidenceFact, ['Observed', 'no snapshot measured it'], lastUseFact, ['Last known use', 'not known']];
  }
  const first = observed.text('first_measured_date', at);
  const known = minute(observed.number('last_known_use_at', at));
  return [
    evidenceFact,
    ['Observed', `measured by ${count(seen)} of ${summary.dates.length} snapshots, first on ${first}`],
    lastUseFact,
    ['Last known use', `${known || 'none'}, by all snapshots`],
  ];
}

function privilege({ granted, unused, isAdministrator }: Principal): Fact[] {
  const actions = `${count(unused)} of ${count(granted)} granted and tracked actions unused`;
  const administrator = isAdministrator ? 'yes: it may give itself any right' : 'no';
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
  const { dates, date } = page.summary;
  const from = dates.at(-2);
  const title = h('h3', {}, 'Changes since the last audit');
  if (from === undefined) return h('section', {}, title, h('p', {}, 'There is no earlier snapshot.'));
  const more = queryOf(page, 'changes.by-action', `--from-date ${from} --to-date ${date} --principal ${quoted(arn)}`);
  return h(
    'section',
    {},
    title,
    h('p', { class: 'quiet' }, `From ${from} to ${date}. `),
    await accessChanges(page, from, date, { arn, more }),
  );
}
