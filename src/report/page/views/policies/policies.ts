/** Policies: who holds each, what they allow whole, which nobody holds, and what hangs on users instead of groups. */
import { h, link, outside } from '../../dom.js';
import type { Column } from '../../list/column.js';
import { accountColumn, dayColumn, numberColumn, principalColumn, textColumn } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import { table } from '../../list/table.js';
import { nameOf } from '../../names.js';
import { type Opened, rowsOf } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { count } from '../../words.js';

export async function policies(page: Page): Promise<HTMLElement> {
  const [holders, wide, unattached, direct] = await Promise.all([
    page.sheets.open('policies'),
    page.sheets.open('policies.kind-wildcard'),
    page.sheets.open('policies.kind-unattached'),
    page.sheets.open('policies.kind-direct'),
  ]);
  return h(
    'div',
    {},
    h('h2', {}, 'Managed policies in use'),
    ...lackNote(page, 'policies', []),
    heldList(holders, wide),
    askedBy(page, 'policies'),
    h('h2', {}, 'Policies that allow everything, or everything of a service'),
    wideList(wide),
    askedBy(page, 'policies.kind-wildcard'),
    h('h2', {}, 'Customer managed policies that nobody holds'),
    unattachedList(unattached),
    askedBy(page, 'policies.kind-unattached'),
    h('h2', {}, 'Users with direct policies, and groups without users or policies'),
    directList(direct),
    askedBy(page, 'policies.kind-direct'),
  );
}

/** A policy and the rows of its holders. */
interface Held {
  readonly arn: string;
  readonly rows: readonly number[];
  readonly idle: number;
  readonly unmeasured: number;
  readonly widest: string;
}

function heldList(holders: Opened, wide: Opened): HTMLElement {
  const widest = widestOf(wide);
  const held = [...holders.rowsBy('policy_arn')]
    .filter(([arn]) => arn !== '')
    .map(([arn, rows]): Held => {
      const of = (state: string): number => rows.filter((row) => holders.get('state', row) === state).length;
      return { arn, rows, idle: of('NOT_ACCESSED'), unmeasured: of('NOT_MEASURED'), widest: widest.get(arn) ?? '' };
    })
    .toSorted((a, b) => b.rows.length - a.rows.length);
  if (held.length === 0) return h('p', { class: 'quiet' }, 'No principal that was listed holds a managed policy.');
  const caption = 'Managed policies, those with the most holders first';
  return table(caption, heldColumns(), held, {
    first: 50,
    subject: ({ arn }) => arn,
    csv: {
      name: 'policies',
      header: ['policy_arn', 'holders', 'holders_not_accessed', 'holders_not_measured', 'scope'],
      line: ({ arn, rows, idle, unmeasured, widest: scope }) => [arn, rows.length, idle, unmeasured, scope],
    },
  });
}

function heldColumns(): Column<Held>[] {
  return [
    {
      title: 'Policy',
      cell: ({ arn }) => [
        link(hashOf('policy', arn), outside(nameOf(arn), 'wrap', arn)),
        h('span', { class: 'below' }, ownerOf(arn)),
      ],
      sort: ({ arn }) => nameOf(arn).toLowerCase(),
    },
    {
      title: 'Held by',
      cell: ({ rows }) => count(rows.length),
      sort: ({ rows }) => rows.length,
      number: 'policy_holdings',
    },
    {
      title: 'No use of them seen',
      cell: ({ idle }) => count(idle),
      sort: ({ idle }) => idle,
      number: 'policy_holdings_not_accessed',
    },
    {
      title: 'Not measured',
      cell: ({ unmeasured }) => count(unmeasured),
      sort: ({ unmeasured }) => unmeasured,
      number: 'policy_holdings_not_measured',
      isSecondary: true,
    },
    {
      title: 'Allows',
      cell: ({ widest }) => SCOPES[widest] ?? '',
      sort: ({ widest }) => widest || null,
      isSecondary: true,
    },
  ];
}

export const SCOPES: Readonly<Record<string, string>> = {
  EVERYTHING: 'everything',
  ALL_BUT: 'all but what it names',
  SERVICE: 'all of a service',
  NOT_KNOWN: 'not known',
  NOT_MEASURED: 'not measured',
};

/** Of each policy the widest of its statements. */
function widestOf(wide: Opened): ReadonlyMap<string, string> {
  const order = Object.keys(SCOPES);
  const widest = new Map<string, string>();
  for (const row of rowsOf(wide)) {
    const arn = wide.text('owner_arn', row);
    const scope = wide.text('scope', row);
    const known = widest.get(arn);
    if (known === undefined || order.indexOf(scope) < order.indexOf(known)) widest.set(arn, scope);
  }
  return widest;
}

/** Nobody can edit such a policy: an account attaches it as it is, or a copy. */
export function isOfAws(arn: string): boolean {
  return accountOf(arn) === undefined;
}

function accountOf(arn: string): string | undefined {
  return /:iam::(\d{12}):/.exec(arn)?.[1];
}

/** Whose policy it is. */
export function ownerOf(arn: string): HTMLElement {
  const account = accountOf(arn);
  return account === undefined ? h('span', {}, 'managed by AWS') : h('span', {}, 'of account ', outside(account));
}

function wideList(sheet: Opened): HTMLElement {
  return sheetList({
    caption: 'Statements as they are written',
    name: 'policy-wildcards',
    sheet,
    rows: rowsOf(sheet),
    first: 50,
    columns: [
      {
        title: 'Policy',
        cell: (row) => ownerCell(sheet, row),
        sort: (row) => sheet.text('policy_name', row).toLowerCase() || null,
      },
      accountColumn(sheet),
      {
        title: 'Allows',
        cell: (row) => [SCOPES[sheet.text('scope', row)] ?? '', ' ', outside(sheet.text('action', row), 'wrap')],
        sort: (row) => sheet.text('scope', row),
      },
      {
        title: 'On',
        cell: (row) => (sheet.get('resources_all', row) === true ? 'every resource' : ''),
        isSecondary: true,
      },
      {
        title: 'Condition',
        cell: (row) => (sheet.get('has_condition', row) === true ? 'yes' : ''),
        isSecondary: true,
      },
    ],
    none: 'None.',
  });
}

/** A managed policy, or the user, role or group whose inline policy it is. */
function ownerCell(sheet: Opened, row: number): HTMLElement {
  const arn = sheet.text('owner_arn', row);
  const name = sheet.text('policy_name', row);
  if (arn === '') return h('em', {}, 'the whole account');
  if (sheet.get('policy_type', row) === 'managed')
    return link(hashOf('policy', arn), outside(name || nameOf(arn), 'wrap', arn));
  const isPrincipal = /:(user|role)\//.test(arn);
  const owner = outside(nameOf(arn), 'wrap', arn);
  const of = h('span', { class: 'below' }, 'inline, of ', isPrincipal ? link(hashOf('principal', arn), owner) : owner);
  return h('span', {}, outside(name, 'wrap'), of);
}

function unattachedList(sheet: Opened): HTMLElement {
  return sheetList({
    caption: "Attached to nobody, and nobody's permissions boundary",
    name: 'unattached-policies',
    sheet,
    first: 50,
    rows: rowsOf(sheet).filter((row) => sheet.get('finding', row) === 'UNATTACHED'),
    columns: [
      {
        title: 'Policy',
        cell: (row) => outside(nameOf(sheet.text('policy_arn', row)), 'wrap', sheet.text('policy_arn', row)),
        sort: (row) => nameOf(sheet.text('policy_arn', row)).toLowerCase(),
      },
      accountColumn(sheet),
      dayColumn(sheet, 'Made', 'created_at', { none: 'not known', isSecondary: true }),
      dayColumn(sheet, 'Changed', 'updated_at', { none: 'not known' }),
    ],
    none: 'None, in the accounts that were listed.',
  });
}

const FINDINGS: Readonly<Record<string, string>> = {
  USER_WITH_POLICIES: 'a user with direct policies',
  GROUP_WITHOUT_USERS: 'a group without users',
  GROUP_WITHOUT_POLICIES: 'a group without policies',
};

function directList(sheet: Opened): HTMLElement {
  return sheetList({
    caption: 'Users and groups',
    name: 'direct-policies',
    sheet,
    first: 50,
    rows: rowsOf(sheet).filter((row) => sheet.get('finding', row) !== 'NOT_MEASURED'),
    columns: [
      principalColumn(sheet, 'User or group', 'subject_arn'),
      accountColumn(sheet),
      {
        title: 'Finding',
        cell: (row) => FINDINGS[sheet.text('finding', row)] ?? sheet.text('finding', row),
        sort: (row) => sheet.text('finding', row),
      },
      textColumn(sheet, 'Attached', 'attached_policy_arns', { isSecondary: true }),
      textColumn(sheet, 'Inline', 'inline_policy_names', { isSecondary: true }),
      numberColumn(sheet, 'Users', 'users', { isSecondary: true }),
    ],
    subject: (row) => sheet.text('subject_arn', row),
    none: 'None, in the accounts that were listed.',
  });
}
