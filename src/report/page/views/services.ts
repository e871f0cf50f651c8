/** Services: which nobody in an OU uses, so that a service control policy can deny them, and who has each. */
import { type Child, h, outside } from '../dom.js';
import { figure, figured, listLength } from '../figure.js';
import type { Column } from '../list/column.js';
import { dayColumn, evidenceColumn, numberColumn, textColumn, withheldColumn } from '../list/columns.js';
import { askedBy, sheetList } from '../list/sheet-list.js';
import { type Opened, rowsOf } from '../opened.js';
import type { Page } from '../page.js';
import { hashOf, type Route } from '../route.js';
import { counted } from '../words.js';

export async function services(page: Page, { rest }: Route): Promise<HTMLElement> {
  const [candidates, usage] = await Promise.all([page.sheets.open('guardrails'), page.sheets.open('usage.by-service')]);
  const ou = rest.get('ou') ?? ousOf(candidates)[0]?.id ?? '';
  const rows = (candidates.rowsBy('ou_id').get(ou) ?? []).filter(
    (row) => candidates.get('service_namespace', row) !== null,
  );
  const granted = (row: number): number => candidates.number('principals_granted', row) ?? 0;
  const where = (is: (row: number) => boolean): number[] => rows.filter(is).toSorted((a, b) => granted(b) - granted(a));
  const isUsed = (row: number): boolean => candidates.get('state', row) === 'ACCESSED';
  const isCandidate = (row: number): boolean => candidates.get('is_candidate', row) === true;
  const found = where(isCandidate);
  return h(
    'div',
    {},
    h('h2', {}, 'Services that nobody in an OU uses'),
    h(
      'p',
      { class: 'quiet' },
      'Granted there and used by nobody below the OU: a service control policy can deny them. Service-linked roles and the management account are left out, because such policies do not apply to them.',
    ),
    choice(candidates, ou),
    h('p', { class: 'status' }, ...statusOf(candidates, ou, found.length)),
    candidateList(candidates, found, ou),
    nearList(candidates, where(isUsed), ou),
    notKnown(
      candidates,
      where((row) => !isUsed(row) && !isCandidate(row)),
      ou,
    ),
    askedBy(page, 'guardrails'),
    h('h2', {}, 'Who has each service'),
    usageList(usage),
    askedBy(page, 'usage.by-service'),
  );
}

interface Ou {
  readonly id: string;
  readonly name: string;
  /** Services that a service control policy there can deny. */
  readonly candidates: number;
}

/** Those with the most candidates first, then those below which a service is granted the most. */
function ousOf(candidates: Opened): Ou[] {
  const most = (rows: readonly number[]): number =>
    Math.max(0, ...rows.map((row) => candidates.number('principals_granted', row) ?? 0));
  return [...candidates.rowsBy('ou_id')]
    .filter(([id]) => id !== '')
    .map(([id, rows]) => ({
      id,
      name: candidates.text('ou_name', rows[0] ?? 0) || id,
      candidates: rows.filter((row) => candidates.get('is_candidate', row) === true).length,
      granted: most(rows),
    }))
    .toSorted((a, b) => b.candidates - a.candidates || b.granted - a.granted);
}

function choice(candidates: Opened, ou: string): HTMLElement {
  const options = ousOf(candidates).map(({ id, name, candidates: found }) => {
    const words = `${name === id ? id : `${name} (${id})`}: ${found === 0 ? 'no candidates' : counted(found, 'candidate')}`;
    return h('option', { value: id, selected: id === ou }, outside(words).textContent);
  });
  const select = h('select', { name: 'ou' }, ...options);
  select.addEventListener('change', () => {
    location.hash = hashOf('services', '', { ou: select.value });
  });
  return h('form', { class: 'filters' }, h('label', {}, h('span', {}, 'OU, with everything below it'), select));
}

function statusOf(candidates: Opened, ou: string, found: number): Child[] {
  const [first] = candidates.rowsBy('ou_id').get(ou) ?? [];
  if (first === undefined) return ['No OU with a granted service is known.'];
  const missing = [
    [candidates.number('accounts_unmeasured', first) ?? 0, 'account'],
    [candidates.number('principals_unmeasured', first) ?? 0, 'principal'],
  ] as const;
  const words = missing
    .filter(([number]) => number > 0)
    .flatMap(([number, noun], at): Child[] => [
      at > 0 && ' and ',
      ...figured(`${noun}s_unmeasured`, number, [noun, `${noun}s`, ou]),
    ]);
  return [
    ...figured('service_candidates', found, ['candidate', 'candidates', ou]),
    ...(words.length > 0 ? ['. Not measured: ', ...words, ', so nothing is a candidate yet'] : []),
  ];
}

function candidateList(sheet: Opened, rows: readonly number[], ou: string): HTMLElement {
  return sheetList({
    caption: 'Candidates: nobody used them; the most widely granted first',
    name: `services-unused-${ou}`,
    sheet,
    rows,
    first: 25,
    subject: ofOu(sheet),
    columns: [textColumn(sheet, 'Service', 'service_namespace'), ...evidenceColumns(sheet)],
    none: 'No service is a candidate here.',
  });
}

function nearList(sheet: Opened, rows: readonly number[], ou: string): HTMLElement | null {
  if (rows.length === 0) return null;
  const list = sheetList({
    caption: 'Used by one name alone',
    name: `services-one-user-${ou}`,
    sheet,
    rows,
    first: 50,
    subject: ofOu(sheet),
    none: '',
    columns: [
      textColumn(sheet, 'Service', 'service_namespace'),
      textColumn(sheet, 'Used by', 'only_used_by'),
      numberColumn(sheet, 'In accounts', 'accounts_accessed'),
      ...evidenceColumns(sheet),
    ],
  });
  return h(
    'details',
    { open: rows.length <= 20 },
    h('summary', {}, listLength(rows.length, 'service'), ' used by one name alone'),
    list,
  );
}

function notKnown(sheet: Opened, rows: readonly number[], ou: string): HTMLElement | null {
  if (rows.length === 0) return null;
  const list = sheetList({
    caption: 'Not known',
    name: `services-not-known-${ou}`,
    sheet,
    rows,
    first: 50,
    subject: ofOu(sheet),
    none: '',
    columns: [
      textColumn(sheet, 'Service', 'service_namespace'),
      withheldColumn(sheet),
      numberColumn(sheet, 'Principals not measured', 'principals_unmeasured', { isSecondary: true }),
      numberColumn(sheet, 'Accounts not measured', 'accounts_unmeasured', { isSecondary: true }),
    ],
  });
  return h('details', {}, h('summary', {}, 'Not known: ', listLength(rows.length, 'service')), list);
}

/** A service below an OU. */
function ofOu(sheet: Opened): (row: number) => string {
  return (row) => `${sheet.text('ou_id', row)} ${sheet.text('service_namespace', row)}`;
}

function evidenceColumns(sheet: Opened): Column<number>[] {
  return [
    numberColumn(sheet, 'Principals that have it', 'principals_granted'),
    evidenceColumn(sheet, { isSecondary: true }),
  ];
}

function usageList(sheet: Opened): HTMLElement {
  const pair = (title: string, used: string, all: string, isSecondary: boolean): Column<number> => ({
    title,
    cell: (row) => [
      figure(used, sheet.number(used, row), sheet.text('service_namespace', row)),
      ' of ',
      figure(all, sheet.number(all, row), sheet.text('service_namespace', row)),
    ],
    sort: (row) => sheet.number(used, row),
    isNumber: true,
    isSecondary,
  });
  return sheetList({
    caption: 'All granted services',
    name: 'service-usage',
    sheet,
    first: 50,
    rows: rowsOf(sheet).filter((row) => sheet.get('service_namespace', row) !== null),
    columns: [
      {
        title: 'Service',
        cell: (row) => [
          outside(sheet.text('service_name', row)),
          h('span', { class: 'below' }, outside(sheet.text('service_namespace', row))),
        ],
        sort: (row) => sheet.text('service_name', row).toLowerCase(),
      },
      pair('Principals that use it', 'principals_accessed', 'principals_granted', false),
      pair('Accounts', 'accounts_accessed', 'accounts_granted', true),
      dayColumn(sheet, 'Last use', 'last_accessed_at', { none: 'none seen' }),
    ],
    none: 'No service is granted to anybody who was measured.',
  });
}
