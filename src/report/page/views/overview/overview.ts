/** The organization at the shown snapshot, and its trends. */
import type { Trend } from '../../chart.js';
import { trend } from '../../chart.js';
import { type Child, h, link } from '../../dom.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import type { Opened } from '../../sheets.js';
import { count, counted, percent } from '../../words.js';
import { unlistedWords } from '../principals/principal-filter.js';
import { isDormant } from '../principals/principals.js';
import { coverage } from './coverage.js';
import { story } from './story.js';
import { cohortUnused, sumsOf } from './usage.js';
import { doFirst } from './worklist.js';

export async function overview(page: Page): Promise<HTMLElement> {
  const [accounts, gaps, usage, actions, snapshots, tasks] = await Promise.all([
    page.sheets.open('accounts'),
    page.sheets.open('coverage_gaps'),
    page.sheets.open('usage_trend'),
    page.sheets.open('known_actions'),
    page.sheets.open('snapshots'),
    page.sheets.open('worklist'),
  ]);
  return h(
    'div',
    {},
    coverage(page, accounts, gaps),
    doFirst(page, tasks),
    ...(await story(page, usage)),
    h('div', { class: 'cards' }, ...cards(page, usage, actions)),
    h(
      'section',
      {},
      h('h2', {}, 'Trends'),
      h('div', { class: 'figures' }, ...trends(page, usage, snapshots).map(trend)),
    ),
  );
}

function cards(page: Page, usage: Opened, actions: Opened): HTMLElement[] {
  const { date, dormantDays } = page.summary;
  const sums = sumsOf(usage, date);
  const ordinary = page.principals.filter(({ type }) => type !== 'service-linked role');
  const measured = ordinary.filter(({ isMeasured }) => isMeasured).length;
  const dormancy = ordinary.map((principal) => isDormant(principal, dormantDays));
  const unknown = dormancy.filter((verdict) => verdict === null).length;
  const unlisted = page.accounts.filter(({ isListed }) => !isListed).length;
  const notKnown = [unknown > 0 && `${count(unknown)} of these`, unlistedWords(unlisted)].filter(Boolean);
  const linked = page.principals.filter(({ type }) => type === 'service-linked role');
  return [
    card('Unused actions', percentUnused(sums.actions_tracked, sums.actions_accessed), [
      `${count(sums.actions_accessed)} of ${count(sums.actions_tracked)} granted and tracked actions were used in the tracking period, of ${counted(measured, 'measured principal')}.`,
    ]),
    card('Unused services', percentUnused(sums.services_granted, sums.services_accessed), [
      `${count(sums.services_accessed)} of ${count(sums.services_granted)} granted services were used in the tracking period.`,
    ]),
    card('Dormant principals', count(dormancy.filter((verdict) => verdict === true).length), [
      link(hashOf('principals', '', { days: String(dormantDays) }), `without use for ${dormantDays} days`),
      `, of ${count(ordinary.length)} known users and roles. `,
      notKnown.length > 0 && `Not known: ${notKnown.join(', and ')}.`,
    ]),
    card('Service-linked roles', count(linked.length), [
      `${count(linked.filter((role) => role.isMeasured && role.lastUsedAt === null).length)} of them not accessed in the tracking period. They are counted apart: AWS owns their policies.`,
    ]),
    trackedCard(actions),
  ];
}

function trackedCard(actions: Opened): HTMLElement {
  const kinds = { tracked: 0, untracked: 0, unknown: 0 };
  for (let row = 0; row < actions.rows; row += 1) {
    const isTracked = actions.get('is_tracked', row);
    kinds[isTracked === null ? 'unknown' : isTracked ? 'tracked' : 'untracked'] += 1;
  }
  return card('Actions that IAM tracks', percent(kinds.tracked, actions.rows), [
    `${count(kinds.tracked)} of ${count(actions.rows)} known actions. ${count(kinds.untracked)} are not tracked`,
    kinds.unknown > 0 && `, of ${count(kinds.unknown)} it is not known`,
    ': do not decide on these.',
  ]);
}

function card(title: string, figure: string, words: readonly Child[]): HTMLElement {
  return h(
    'section',
    { class: 'card' },
    h('h3', {}, title),
    h('p', { class: 'figure' }, figure),
    h('p', { class: 'quiet' }, ...words),
  );
}

function percentUnused(granted: number | null, accessed: number | null): string {
  return granted === null || accessed === null ? 'not known' : percent(granted - accessed, granted);
}

function trends({ summary: { dates, dormantDays } }: Page, usage: Opened, snapshots: Opened): Trend[] {
  const sums = dates.map((date) => sumsOf(usage, date));
  const rows = new Map([...Array(snapshots.rows).keys()].map((row) => [snapshots.text('snapshot_date', row), row]));
  const share = (part: string, ...whole: string[]): (number | null)[] =>
    dates.map((date) => {
      const row = rows.get(date);
      if (row === undefined) return null;
      const total = whole.reduce((sum, column) => sum + (snapshots.number(column, row) ?? 0), 0);
      return total === 0 ? null : (100 * (snapshots.number(part, row) ?? 0)) / total;
    });
  const cohort = sums.at(-1)?.cohort_principals ?? null;
  return [
    {
      title: 'Used and unused actions',
      note: `Granted and tracked actions of the ${counted(cohort, 'principal')} that every snapshot measured, so that like is compared with like.`,
      dates,
      series: [
        { title: 'Used', values: sums.map((at) => at.cohort_actions_accessed), colour: '--used' },
        { title: 'Unused', values: sums.map(cohortUnused), colour: '--unused', dash: [6, 4] },
      ],
    },
    {
      title: 'Dormant principals',
      note: `Without use for ${dormantDays} days, among those that were measured; the number measured differs from snapshot to snapshot.`,
      dates,
      series: [
        { title: 'Dormant', values: sums.map((at) => at.dormant_principals), colour: '--dormant', dash: [6, 4] },
        { title: 'Measured', values: sums.map((at) => at.principals_measured), colour: '--used' },
      ],
    },
    {
      title: 'Coverage',
      note: 'Share that was measured. Principals of accounts that could not be listed are not known, and not among these.',
      dates,
      unit: '%',
      series: [
        { title: 'Accounts', values: share('accounts_exported', 'accounts_total'), colour: '--used' },
        {
          title: 'Known principals',
          values: share('principals_measured', 'principals_measured', 'principals_failed', 'principals_deleted'),
          colour: '--dormant',
          dash: [6, 4],
        },
      ],
    },
  ];
}
