/** What could not be measured, and why: before anything else. */
import { h, link, outside } from '../dom.js';
import { hashOf } from '../route.js';
import type { Opened } from '../sheets.js';
import { table } from '../table.js';
import { count, counted } from '../words.js';

export function coverage(accounts: Opened, gaps: Opened, measured: number, listed: number): HTMLElement {
  const statuses = accounts.rowsBy('status');
  const exported = statuses.get('exported')?.length ?? 0;
  const isWhole = gaps.rows === 0;
  const unlisted = [...Array(gaps.rows).keys()].filter((row) => gaps.get('principal_arn', row) === null).length;
  return h(
    'section',
    { class: isWhole ? 'coverage whole' : 'coverage gaps', 'aria-labelledby': 'coverage' },
    h(
      'h2',
      { id: 'coverage' },
      isWhole ? '✓ Coverage: everything was measured' : '⚠ Coverage: not everything was measured',
    ),
    h(
      'p',
      {},
      h('strong', {}, `${count(exported)} of ${counted(accounts.rows, 'account')}`),
      ' and ',
      h('strong', {}, `${count(measured)} of ${counted(listed, 'known principal')}`),
      ' were measured. ',
      unlisted > 0 && 'How many principals an account has that could not be listed is not known. ',
      !isWhole && 'Nothing here counts what was not measured as unused.',
    ),
    ...(isWhole ? [] : [reasons(gaps), everyGap(gaps)]),
  );
}

function reasons(gaps: Opened): HTMLElement {
  const found = new Map<string, number[]>();
  for (let row = 0; row < gaps.rows; row += 1) {
    const key = `${gaps.text('status', row)} ${gaps.text('error_code', row)} ${gaps.get('principal_arn', row) === null}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  const entries = [...found.values()].toSorted((a, b) => b.length - a.length);
  return h('ul', { class: 'reasons' }, ...entries.map((rows) => reason(gaps, rows)));
}

function reason(gaps: Opened, rows: readonly number[]): HTMLElement {
  const [first = 0] = rows;
  const noun = gaps.get('principal_arn', first) === null ? 'account' : 'principal';
  return h(
    'li',
    {},
    h('strong', {}, `${counted(rows.length, noun)} ${gaps.text('status', first)}`),
    ': ',
    outside(gaps.text('error_code', first)),
    '. ',
    outside(gaps.text('error_message', first), 'quiet'),
  );
}

function everyGap(gaps: Opened): HTMLElement {
  const columns = [
    {
      title: 'Account',
      cell: (row: number) => [
        link(hashOf('account', gaps.text('account_id', row)), gaps.text('account_id', row)),
        ' ',
        outside(gaps.text('account_name', row)),
      ],
      sort: (row: number) => gaps.text('account_id', row),
    },
    {
      title: 'Principal',
      cell: (row: number) => arnCell(gaps, row),
      sort: (row: number) => gaps.text('principal_arn', row),
    },
    {
      title: 'Status',
      cell: (row: number) => gaps.text('status', row),
      sort: (row: number) => gaps.text('status', row),
    },
    {
      title: 'Reason',
      cell: (row: number) => outside(`${gaps.text('error_code', row)}: ${gaps.text('error_message', row)}`, 'wrap'),
    },
  ];
  const rows = [...Array(gaps.rows).keys()];
  return h(
    'details',
    {},
    h('summary', {}, `All ${count(gaps.rows)} gaps`),
    table('What was not measured', columns, rows),
  );
}

function arnCell(gaps: Opened, row: number): HTMLElement {
  const arn = gaps.text('principal_arn', row);
  return arn === '' ? h('em', {}, 'the whole account') : link(hashOf('principal', arn), outside(arn, 'arn'));
}
