/** Two snapshots compared. */
import type { ChangeCounts, Comparison } from '../../../payload.js';
import { command } from '../../copy.js';
import { h, link, outside } from '../../dom.js';
import { figure } from '../../figure.js';
import { csvOfSheet } from '../../list/csv.js';
import { table } from '../../list/table.js';
import { type Page, queryOf } from '../../page.js';
import { hashOf, type Route } from '../../route.js';
import { comparisonOf } from '../../sheets.js';
import { CHANGES } from '../../words.js';
import { accessChanges, cutNote } from './change-list.js';
import { findingList } from './findings.js';

export async function changes(page: Page, { value, rest }: Route): Promise<HTMLElement> {
  const { dates, date, lastAudit } = page.summary;
  if (dates.length < 2)
    return h('div', {}, h('h2', {}, 'Changes'), h('p', {}, 'There is one snapshot: changes need two.'));
  const [from = lastAudit?.from ?? dates.at(-2) ?? '', to = dates.at(-1) ?? ''] = value === '' ? [] : value.split('..');
  const change = rest.get('change') ?? '';
  const view = h('div', {}, h('h2', {}, 'Changes'), choice(dates, from, to, change));
  const isLast = from === lastAudit?.from && to === date;
  const comparison = comparisonOf(page.summary, from, to);
  const range = ['--from-date', from, '--to-date', to];
  if (!comparison) {
    view.append(
      h(
        'p',
        { class: 'note' },
        from >= to ? 'Choose an earlier and a later snapshot.' : 'This file does not compare these two. Ask:',
      ),
    );
    if (from < to) view.append(command(queryOf(page, 'changes.by-action', range)));
    return view;
  }
  view.append(
    ...(isLast ? [h('h3', {}, 'What is new since the last audit'), await findingList(page)] : []),
    h('h3', {}, 'Principals'),
    await principalChanges(page, comparison, queryOf(page, 'changes', range)),
    h('h3', {}, 'Access'),
    await accessChanges(page, from, to, { change, more: queryOf(page, 'changes.by-action', range) }),
    h('h3', {}, 'In numbers'),
    counts(comparison, `${from}..${to}`),
  );
  return view;
}

function choice(dates: readonly string[], from: string, to: string, change: string): HTMLElement {
  const select = (name: string, label: string, chosen: string, values: readonly (readonly [string, string])[]) => {
    const element = h(
      'select',
      { name },
      ...values.map(([value, text]) => h('option', { value, selected: value === chosen }, text)),
    );
    return h('label', {}, h('span', {}, label), element);
  };
  const days = dates.map((date) => [date, date] as const);
  const kinds = ['FIRST_USED', 'AGED_OUT', 'NEWLY_GRANTED', 'NO_LONGER_GRANTED', 'UNKNOWN'].map(
    (kind) => [kind, CHANGES[kind] ?? kind] as const,
  );
  const form = h(
    'form',
    { class: 'filters' },
    select('from', 'From', from, days),
    select('to', 'To', to, days),
    select('change', 'Kind of change of access', change, [['', 'any'], ...kinds]),
  );
  form.addEventListener('change', () => {
    const data = new FormData(form);
    location.hash = hashOf('changes', `${data.get('from')}..${data.get('to')}`, { change: String(data.get('change')) });
  });
  return form;
}

function counts({ principals, services, actions }: Comparison, range: string): HTMLElement {
  const kinds: readonly (readonly [string, string, ChangeCounts])[] = [
    ['NEW', 'principals', principals],
    ['GONE', 'principals', principals],
    ['RENAMED', 'principals', principals],
    ['UNKNOWN', 'principals and accounts: whether they were there', principals],
    ...['FIRST_USED', 'AGED_OUT', 'NEWLY_GRANTED', 'NO_LONGER_GRANTED'].flatMap((kind) => [
      [kind, 'services', services] as const,
      [kind, 'actions', actions] as const,
    ]),
    ['UNKNOWN', 'principals and accounts: whether their access changed', services],
  ];
  const columns = [
    { title: 'Change', cell: ([kind]: (typeof kinds)[number]) => CHANGES[kind] ?? kind },
    { title: 'Of', cell: ([, noun]: (typeof kinds)[number]) => noun },
    {
      title: 'How many',
      cell: ([kind, noun, of]: (typeof kinds)[number]) =>
        figure(`changes_${kind.toLowerCase()}`, of[kind] ?? 0, `${range} ${noun}`),
      isNumber: true,
    },
  ];
  return table('How much changed, among what both snapshots measured', columns, kinds);
}

async function principalChanges(
  page: Page,
  { from, to, principalsLeft }: Comparison,
  more: string,
): Promise<HTMLElement> {
  const sheet = await page.sheets.open(`changes:${from}:${to}`);
  const rows = [...Array(sheet.rows).keys()];
  const cut = cutNote(principalsLeft, 'principals', more);
  if (rows.length === 0) return cut ?? h('p', {}, 'None that the snapshots know of.');
  const listed = table(
    'New, deleted, renamed and unknown principals',
    [
      {
        title: 'Change',
        cell: (row: number) => CHANGES[sheet.text('change', row)] ?? '',
        sort: (row: number) => sheet.text('change', row),
      },
      {
        title: 'Principal',
        cell: (row: number) => {
          const arn = sheet.text('principal_arn', row);
          return arn === '' ? h('em', {}, 'the whole account') : link(hashOf('principal', arn), outside(arn, 'arn'));
        },
        sort: (row: number) => sheet.text('principal_arn', row),
      },
      {
        title: 'Account',
        cell: (row: number) => outside(`${sheet.text('account_name', row)} (${sheet.text('account_id', row)})`),
        sort: (row: number) => sheet.text('account_name', row),
        isSecondary: true,
      },
      { title: 'Before', cell: (row: number) => sheet.text('from_status', row), isSecondary: true },
      { title: 'After', cell: (row: number) => sheet.text('to_status', row), isSecondary: true },
    ],
    rows,
    { first: 50, csv: csvOfSheet(`principal-changes-${from}-${to}`, sheet, (row: number) => row) },
  );
  return h('div', {}, cut, listed);
}
