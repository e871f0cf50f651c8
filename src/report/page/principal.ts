/** One principal: the Access Advisor tab, with evidence and history. */

import { accessChanges } from './change-list.js';
import { type Child, command, h, link, outside } from './dom.js';
import { type Page, queryOf, quoted } from './page.js';
import { type Principal, stateOf } from './principals.js';
import { hashOf } from './route.js';
import { services } from './services.js';
import { openSheet } from './sheets.js';
import { count, day, evidence, minute, NOT_MEASURED } from './words.js';

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
        ` is not in the snapshot of ${page.summary.date}. An account that could not be listed may hold it all the same.`,
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
  view.append(await (principal.isMeasured ? services(page, principal) : unmeasured(page, principal)));
  view.append(await sinceLast(page, principal));
  return view;
}

async function unmeasured(page: Page, { arn }: Principal): Promise<HTMLElement> {
  const gaps = await openSheet('coverage_gaps');
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

async function facts(page: Page, principal: Principal): Promise<HTMLElement> {
  const [sheet, observed] = await Promise.all([openSheet('principals'), openSheet('principal_observed')]);
  const at = [...Array(observed.rows).keys()].find(
    (row) => observed.get('principal_id', row) === principal.id && observed.get('principal_arn', row) === principal.arn,
  );
  const text = (column: string): Child => outside(sheet.text(column, principal.row), 'wrap');
  const seen = at === undefined ? null : observed.number('snapshots_measured', at);
  const known = at === undefined ? null : observed.number('last_known_use_at', at);
  const entries: (readonly [string, Child | readonly Child[]])[] = [
    ['State', stateOf(principal)],
    ['ARN', outside(principal.arn, 'wrap')],
    [
      'Account',
      link(hashOf('account', principal.accountId), outside(`${principal.accountName} (${principal.accountId})`)),
    ],
    ['OU', outside(principal.ou)],
    ['Type', principal.type],
    ['Created', day(sheet.number('created_at', principal.row)) || 'not known'],
    ['Evidence', principal.isMeasured ? evidence(principal.evidenceDays) : 'none: not measured'],
    [
      'Observed',
      seen === null || seen === 0
        ? 'no snapshot measured it'
        : `measured by ${count(seen)} of ${page.summary.dates.length} snapshots, first on ${observed.text('first_measured_date', at as number)}`,
    ],
    [
      'Last use',
      principal.isMeasured ? minute(principal.lastUsedAt) || 'none seen in the tracking period' : 'not known',
    ],
    ['Last known use', seen === null || seen === 0 ? 'not known' : `${minute(known) || 'none'}, by all snapshots`],
    [
      'Actions',
      principal.granted === null
        ? 'not known'
        : `${count(principal.unused)} of ${count(principal.granted)} granted and tracked actions unused`,
    ],
    [
      'Administrator',
      principal.isAdministrator === null
        ? 'not known'
        : principal.isAdministrator
          ? 'yes: it may give itself any right'
          : 'no',
    ],
    ...(
      [
        ['Groups', 'group_names'],
        ['Policies', 'attached_policy_arns'],
        ['Inline policies', 'inline_policy_names'],
        ['Boundary', 'permissions_boundary_arn'],
        ['Tags', 'tags'],
      ] as const
    )
      .filter(([, column]) => !['', '{}'].includes(sheet.text(column, principal.row)))
      .map(
        ([title, column]) =>
          [title, column === 'tags' ? tagList(sheet.text(column, principal.row)) : text(column)] as const,
      ),
  ];
  const list = entries.flatMap(([title, value]) => [h('dt', {}, title), h('dd', {}, ...[value].flat())]);
  if (sheet.get('has_unlisted_use', principal.row) === true) {
    list.push(
      h('dt', {}, 'Note'),
      h('dd', {}, 'It was used later than any service below shows: a resource policy grants it something.'),
    );
  }
  return h('dl', { class: 'facts' }, ...list);
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
  const more = queryOf(page, 'access_changes', `--from-date ${from} --to-date ${date} --principal ${quoted(arn)}`);
  return h(
    'section',
    {},
    title,
    h('p', { class: 'quiet' }, `From ${from} to ${date}. `),
    await accessChanges(page, from, date, { arn, more }),
  );
}
