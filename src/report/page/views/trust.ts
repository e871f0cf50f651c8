/** Roles that somebody outside the organization may assume, and whether they are used. */
import { h, outside } from '../dom.js';
import { listLength } from '../figure.js';
import type { Column } from '../list/column.js';
import { accountColumn, lastUseColumn, principalColumn } from '../list/columns.js';
import { askedBy, sheetList } from '../list/sheet-list.js';
import { type Opened, rowsOf } from '../opened.js';
import type { Page } from '../page.js';

const UNGUARDED = '⚠ none';

export async function trust(page: Page): Promise<HTMLElement> {
  const sheet = await page.sheets.open('external_trust');
  const rows = rowsOf(sheet);
  const outsiders = rows
    .filter((row) => sheet.get('trusted', row) !== null)
    .toSorted((a, b) => Number(guardOf(sheet, a) !== UNGUARDED) - Number(guardOf(sheet, b) !== UNGUARDED));
  const notKnown = rows.filter((row) => sheet.get('trusted', row) === null);
  return h(
    'div',
    {},
    h('h2', {}, 'Who outside may assume a role'),
    h(
      'p',
      { class: 'quiet' },
      '“Outside” means any principal not in an account of this snapshot: another AWS account, everybody (*), an OIDC provider. Conditions are not evaluated: one may keep everybody out.',
    ),
    trustList(sheet, outsiders, 'external-trust'),
    notKnown.length > 0 &&
      h(
        'p',
        { class: 'quiet' },
        'Not known of ',
        listLength(notKnown.length, 'role or account', 'roles or accounts'),
        '.',
      ),
    askedBy(page, 'external_trust'),
  );
}

export function trustList(sheet: Opened, rows: readonly number[], name: string): HTMLElement {
  const lastUse = lastUseColumn(sheet, 'Last use');
  return sheetList({
    caption: 'Trusted from outside',
    name,
    sheet,
    rows,
    first: 100,
    columns: [
      {
        title: 'Trusted',
        cell: (row) => trusted(sheet.text('trusted', row)),
        sort: (row) => sheet.text('trusted', row),
      },
      roleColumn(sheet),
      accountColumn(sheet),
      { title: 'Guard', cell: (row) => guardOf(sheet, row), sort: (row) => guardOf(sheet, row) },
      administrator(sheet),
      { ...lastUse, isSecondary: true },
    ],
    none: 'Nobody outside, in what was measured.',
  });
}

/** On a phone its last use has no column of its own. */
function roleColumn(sheet: Opened): Column<number> {
  const role = principalColumn(sheet, 'Role');
  const lastUse = lastUseColumn(sheet, 'Last use');
  const below = (row: number): HTMLElement => h('span', { class: 'narrow quiet' }, 'last use: ', lastUse.cell(row));
  return { ...role, cell: (row) => [...[role.cell(row)].flat(), below(row)] };
}

/** An account by its number, a provider by its name; the whole of it in the title. */
function trusted(text: string): HTMLElement {
  const whole = text.replace(/^(AWS|Federated):/, '');
  const account = /^arn:[^:]+:iam::(\d{12}):root$/.exec(whole)?.[1];
  const provider = /:oidc-provider\/(.+)$/.exec(whole)?.[1];
  return outside(account === undefined ? (provider ?? whole) : `account ${account}`, 'wrap', whole);
}

function administrator(sheet: Opened): Column<number> {
  const is = (row: number): boolean => sheet.get('is_administrator', row) === true;
  return {
    title: 'Allows * on *',
    cell: (row) => (is(row) ? 'yes' : ''),
    sort: (row) => Number(is(row)),
    isSecondary: true,
  };
}

function guardOf(sheet: Opened, row: number): string {
  if (sheet.get('has_external_id', row) === true) return 'external ID';
  if (sheet.get('has_oidc_subject', row) === true) return 'OIDC subject';
  return sheet.get('has_condition', row) === true ? 'a condition' : UNGUARDED;
}
