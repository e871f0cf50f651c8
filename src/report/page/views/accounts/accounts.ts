/** Unused access by OU and by account, as bars in a table. */
import { type Child, h, link, outside } from '../../dom.js';
import { figure, figured, share } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { csvOfSheet } from '../../list/csv.js';
import { table } from '../../list/table.js';
import type { Opened } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { count } from '../../words.js';
import { type Unit, unitsOf } from './known-accounts.js';

/** States in which nothing is to be done: measured, or that nobody would or could. */
const CALM = ['exported', 'excluded', 'skipped'];

/** An OU or account; numbers are null where nothing of it was measured. */
interface Group {
  readonly id: string;
  readonly name: string;
  /** Undefined: its place is not known. */
  readonly unit: Unit | undefined;
  readonly status: string;
  /** Of an OU: accounts that were not measured, of all. */
  readonly missing?: readonly [number, number];
  /** Whether somebody must do something so that it is measured. */
  readonly isFailed: boolean;
  readonly reason: string;
  readonly principals: number | null;
  readonly unmeasured: number | null;
  readonly tracked: number | null;
  readonly accessed: number | null;
  readonly dormant: number | null;
}

export async function accounts(page: Page): Promise<HTMLElement> {
  const sheet = await page.sheets.open('accounts');
  const all = [...Array(sheet.rows).keys()].map((row) => readAccount(sheet, row));
  const ous = ousOf(all);
  return h(
    'div',
    {},
    h('h2', {}, 'Unused access by OU'),
    h(
      'p',
      { class: 'quiet' },
      'Granted and tracked actions that nobody used in the tracking period, the most first. Accounts that were not measured are never in a bar. Service-linked roles are included, but never dormant.',
    ),
    table('Unused access by organizational unit', columnsOf(ous, 'ou'), ous, { subject: ({ id }) => id }),
    h('h2', {}, 'Unused access by account'),
    table('Unused access by account', columnsOf(all, 'account'), all.toSorted(byUnused), {
      csv: csvOfSheet('accounts', sheet, (one) => all.indexOf(one)),
      subject: ({ id }) => id,
    }),
  );
}

function readAccount(sheet: Opened, row: number): Group {
  return {
    id: sheet.text('account_id', row),
    name: sheet.text('account_name', row),
    unit: unitsOf(sheet, row).at(-1),
    status: sheet.text('status', row),
    isFailed: !CALM.includes(sheet.text('status', row)),
    reason: sheet.text('error_code', row),
    principals: sheet.number('principals_measured', row),
    unmeasured: sheet.number('principals_unmeasured', row),
    tracked: sheet.number('actions_tracked', row),
    accessed: sheet.number('actions_accessed', row),
    dormant: sheet.number('principals_dormant', row),
  };
}

function ousOf(all: readonly Group[]): Group[] {
  const found = new Map<string, Group[]>();
  for (const member of all) {
    const path = member.unit?.path ?? '';
    found.set(path, [...(found.get(path) ?? []), member]);
  }
  return [...found]
    .map(([path, members]): Group => {
      const missing = members.filter(({ status }) => status !== 'exported').length;
      return {
        id: path,
        name: members[0]?.unit?.name ?? '',
        unit: members[0]?.unit,
        reason: '',
        status: missing === 0 ? 'exported' : 'not measured',
        missing: [missing, members.length],
        isFailed: members.some((member) => member.isFailed),
        principals: sum(members.map(({ principals }) => principals)),
        unmeasured: sum(members.map(({ unmeasured }) => unmeasured)),
        tracked: sum(members.map(({ tracked }) => tracked)),
        accessed: sum(members.map(({ accessed }) => accessed)),
        dormant: sum(members.map(({ dormant }) => dormant)),
      };
    })
    .toSorted(byUnused);
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function unusedOf({ tracked, accessed }: Pick<Group, 'tracked' | 'accessed'>): number | null {
  return tracked === null || accessed === null ? null : tracked - accessed;
}

function byUnused(a: Group, b: Group): number {
  return (unusedOf(b) ?? -1) - (unusedOf(a) ?? -1);
}

const ouColumn: Column<Group> = {
  title: 'OU',
  cell: ({ unit }) => link(hashOf('principals', '', { ou: unit?.path ?? '' }), outside(unit?.name ?? 'not known')),
  sort: ({ unit }) => unit?.name ?? '',
};

const accountColumns: readonly Column<Group>[] = [
  {
    title: 'Account',
    cell: ({ id, name }) =>
      link(hashOf('account', id), outside(name || id), h('span', { class: 'below' }, outside(id))),
    sort: ({ name }) => name,
  },
  {
    title: 'OU',
    cell: ({ unit }) => outside(unit?.name ?? ''),
    sort: ({ unit }) => unit?.name ?? '',
    isSecondary: true,
  },
];

function columnsOf(rows: readonly Group[], kind: 'ou' | 'account'): Column<Group>[] {
  const most = Math.max(1, ...rows.map((row) => unusedOf(row) ?? 0));
  return [
    ...(kind === 'ou' ? [ouColumn] : accountColumns),
    { title: 'Unused', cell: (row) => bar(row, most), sort: unusedOf, isNumber: true },
    {
      title: 'Granted',
      cell: ({ tracked }) => count(tracked),
      sort: ({ tracked }) => tracked,
      number: 'actions_tracked',
      isSecondary: true,
    },
    {
      title: 'Dormant',
      cell: ({ dormant }) => count(dormant),
      sort: ({ dormant }) => dormant,
      number: 'principals_dormant',
      isSecondary: true,
    },
    {
      title: 'Measured',
      cell: ({ principals }) => count(principals),
      sort: ({ principals }) => principals,
      number: 'principals_measured',
      isSecondary: true,
    },
    { title: 'Coverage', cell: coverageCell, sort: ({ status }) => status },
  ];
}

function bar(row: Group, most: number): HTMLElement {
  const unused = unusedOf(row);
  if (unused === null) return h('span', { class: 'unknown' }, 'not known');
  const length = h('span', { class: 'bar', 'aria-hidden': 'true' });
  length.style.width = `${(100 * unused) / most}%`;
  return h(
    'span',
    { class: 'barred' },
    h(
      'span',
      {},
      figure('actions_unused', unused, row.id),
      ' (',
      share('unused_percent', unused, row.tracked, row.id),
      ')',
    ),
    h('span', { class: 'track' }, length),
  );
}

function notMeasured(id: string, [missing, all]: readonly [number, number]): Child[] {
  return [
    figure('accounts_unmeasured', missing, id),
    ' of ',
    ...figured('accounts', all, ['account', 'accounts', id]),
    ' ',
  ];
}

function coverageCell({ id, status, missing, isFailed, reason, unmeasured }: Group): HTMLElement {
  const accounts: Child[] = missing === undefined ? [] : notMeasured(id, missing);
  if (status !== 'exported' && !isFailed)
    return h('span', { class: 'unknown' }, ...accounts, status, reason && ': ', outside(reason));
  if (status !== 'exported')
    return h('span', { class: 'unmeasured' }, '⚠ ', ...accounts, status, reason && ': ', outside(reason));
  if (unmeasured !== null && unmeasured > 0)
    return h(
      'span',
      { class: 'unmeasured' },
      '⚠ ',
      ...figured('principals_unmeasured', unmeasured, ['principal', 'principals', id]),
      ' not measured',
    );
  return h('span', {}, 'measured');
}
