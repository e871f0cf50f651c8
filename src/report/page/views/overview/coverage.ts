/** What was measured, what failed, and what nobody could or would look at: before anything else. */
import { command } from '../../copy.js';
import { type Child, foldedOnPhone, h, link, outside } from '../../dom.js';
import { figure, figured, listLength } from '../../figure.js';
import { csvOfSheet } from '../../list/csv.js';
import { table } from '../../list/table.js';
import { nameOf } from '../../names.js';
import type { Opened } from '../../opened.js';
import { type Page, reportOf } from '../../page.js';
import { hashOf } from '../../route.js';
import { count } from '../../words.js';

/** A gap is one of these: the first is something to fix, and whatever the others do not name. */
const KINDS = [
  {
    statuses: [],
    title: 'Failed',
    remedy:
      'Fix the cause and run the same export again; with --repair it measures only what failed, up to two weeks later.',
  },
  { statuses: ['excluded'], title: 'Left out by choice', remedy: 'Drop the filter of the export to measure them.' },
  {
    statuses: ['skipped', 'deleted', 'left'],
    title: 'Cannot be measured',
    remedy: 'No action needed. Listed so that a closed account isn’t mistaken for an empty one.',
  },
] as const;

type Kind = (typeof KINDS)[number];

export function coverage({ summary, principals }: Page, accounts: Opened, gaps: Opened): HTMLElement {
  const exported = accounts.rowsBy('status').get('exported')?.length ?? 0;
  const all = [...Array(gaps.rows).keys()];
  const rowsOf = (kind: Kind) => all.filter((row) => kindOf(gaps.text('status', row)) === kind);
  const failed = rowsOf(KINDS[0]);
  return h(
    'section',
    { class: failed.length > 0 ? 'coverage gaps' : 'coverage whole', 'aria-labelledby': 'coverage' },
    h('h2', { id: 'coverage' }, ...headline(gaps, failed, all.length)),
    h(
      'p',
      {},
      h(
        'strong',
        {},
        figure('accounts_measured', exported),
        ' of ',
        ...figured('accounts', accounts.rows, ['account']),
      ),
      ' and ',
      h(
        'strong',
        {},
        figure('principals_measured', summary.measured),
        ' of ',
        ...figured('principals_listed', principals.length, ['known principal']),
      ),
      ' were measured. ',
      h(
        'span',
        { class: failed.length === 0 ? 'wide-only' : undefined },
        accounts.rows > exported && 'Accounts that couldn’t be listed may hold more principals. ',
        all.length > 0 && 'Nothing here counts what was not measured as unused.',
      ),
    ),
    ...newerNote(summary),
    ...failures(gaps, failed),
    all.length > 0 &&
      foldedOnPhone(
        'What was not measured',
        h('div', {}, ...KINDS.slice(1).flatMap((kind) => inOneLine(kind, gaps, rowsOf(kind))), everyGap(gaps)),
      ),
  );
}

function kindOf(status: string): Kind {
  return KINDS.find(({ statuses }) => (statuses as readonly string[]).includes(status)) ?? KINDS[0];
}

function headline(gaps: Opened, failed: readonly number[], gapCount: number): Child[] {
  if (gapCount === 0) return ['✓ Coverage: everything was measured'];
  if (failed.length === 0) return ['✓ Coverage: all that could be measured was'];
  const accounts = failed.filter((row) => gaps.get('principal_arn', row) === null).length;
  const principals = failed.length - accounts;
  return [
    '⚠ Coverage: ',
    ...(accounts > 0 ? figured('accounts_failed', accounts, ['account']) : []),
    accounts > 0 && principals > 0 && ' and ',
    ...(principals > 0 ? figured('principals_failed', principals, ['principal']) : []),
    ' failed',
  ];
}

/** Looking at less must not look like less risk: the newer snapshot of a part is told, and not shown. */
function newerNote(summary: Page['summary']): Child[] {
  const { newerPart } = summary;
  if (newerPart === undefined) return [];
  const words = `A newer snapshot, of ${newerPart}, covers only part of the accounts, so it is not shown. To see it: `;
  return [h('p', { class: 'note' }, words, command(reportOf(summary, newerPart)))];
}

function failures(gaps: Opened, rows: readonly number[]): HTMLElement[] {
  if (rows.length === 0) return [];
  const list = h('ul', { class: 'reasons' }, ...byReason(gaps, rows).map((same) => reason(gaps, same)));
  return [h('div', { class: 'failed' }, list, h('p', {}, KINDS[0].remedy))];
}

function inOneLine({ title, remedy }: Kind, gaps: Opened, rows: readonly number[]): HTMLElement[] {
  if (rows.length === 0) return [];
  const words = byReason(gaps, rows).flatMap((same, at): Child[] => [
    at > 0 && ', ',
    nounOf(gaps, same),
    ' (',
    outside(gaps.text('error_code', same[0] ?? 0)),
    ')',
  ]);
  return [h('p', { class: 'quiet' }, h('strong', {}, title), ': ', ...words, '. ', remedy)];
}

/** Those of one cause together, the most first. */
function byReason(gaps: Opened, rows: readonly number[]): number[][] {
  const found = new Map<string, number[]>();
  for (const row of rows) {
    const key = `${gaps.text('status', row)} ${gaps.text('error_code', row)} ${gaps.get('principal_arn', row) === null}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return [...found.values()].toSorted((a, b) => b.length - a.length);
}

function nounOf(gaps: Opened, rows: readonly number[]): HTMLElement {
  return listLength(rows.length, gaps.get('principal_arn', rows[0] ?? 0) === null ? 'account' : 'principal');
}

function reason(gaps: Opened, rows: readonly number[]): HTMLElement {
  const [first = 0] = rows;
  const message = gaps.text('error_message', first);
  return h(
    'li',
    {},
    h('strong', {}, nounOf(gaps, rows)),
    ': ',
    outside(gaps.text('error_code', first)),
    message === '' ? '' : rows.length > 1 ? '. Such as: ' : '. ',
    outside(message),
  );
}

function everyGap(gaps: Opened): HTMLElement {
  const columns = [
    {
      title: 'Account',
      cell: (row: number) => [
        link(hashOf('account', gaps.text('account_id', row)), outside(gaps.text('account_id', row))),
        ' ',
        outside(gaps.text('account_name', row)),
      ],
      sort: (row: number) => gaps.text('account_id', row),
    },
    {
      title: 'Principal',
      cell: (row: number) => principalCell(gaps, row),
      sort: (row: number) => gaps.text('principal_arn', row),
    },
    {
      title: 'Status',
      cell: (row: number) => gaps.text('status', row),
      sort: (row: number) => gaps.text('status', row),
      isSecondary: true,
    },
    {
      title: 'Reason',
      cell: (row: number) => outside(`${gaps.text('error_code', row)}: ${gaps.text('error_message', row)}`, 'wrap'),
    },
  ];
  const rows = [...Array(gaps.rows).keys()];
  const csv = csvOfSheet('coverage-gaps', gaps, (row: number) => row);
  const words =
    gaps.rows === 1
      ? ['The one that was not measured']
      : ['All ', h('span', { class: 'length' }, count(gaps.rows)), ' that were not measured'];
  return h('details', {}, h('summary', {}, ...words), table('What was not measured', columns, rows, { csv }));
}

function principalCell(gaps: Opened, row: number): HTMLElement {
  const arn = gaps.text('principal_arn', row);
  return arn === ''
    ? h('em', {}, 'the whole account')
    : link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
}
