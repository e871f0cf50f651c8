/** Changes of access between two snapshots. */
import { command } from '../../copy.js';
import { h, link, outside } from '../../dom.js';
import { listLength } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { csvOfSheet } from '../../list/csv.js';
import { lacking } from '../../list/sheet-list.js';
import { table } from '../../list/table.js';
import { nameOf } from '../../names.js';
import { type Opened, rowsOf } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { comparisonOf } from '../../sheets.js';
import { CHANGES, count, minute } from '../../words.js';
import { sentencesOf, type Told } from './sentences.js';

interface Wanted {
  /** Of this principal alone. */
  readonly arn?: string;
  /** Of this kind alone. */
  readonly change?: string;
  /** The command that asks for all. */
  readonly more: string;
}

/** Of one principal row by row; of all a sentence each, with the rows folded. */
export async function accessChanges(
  page: Page,
  from: string,
  to: string,
  { arn, change, more }: Wanted,
): Promise<HTMLElement> {
  const comparison = comparisonOf(page.summary, from, to);
  if (!comparison) return h('p', {}, 'These two are not compared in this file. Ask: ', command(more));
  const sheet = await page.sheets.open(`changes.by-action:${from}:${to}`);
  const rows = rowsOf(sheet).filter(
    (row) =>
      (arn === undefined || sheet.get('principal_arn', row) === arn) &&
      (!change || sheet.get('change', row) === change),
  );
  const cut = cutNote(comparison.accessLeft, 'access', more);
  if (rows.length === 0) return cut ?? h('p', {}, 'None that the snapshots know of.');
  const csv = csvOfSheet(`access-changes-${from}-${to}`, sheet, (row: number) => row);
  const list = table('Changes of access', columnsOf(sheet, arn === undefined), rows, { first: 50, csv });
  if (arn !== undefined) return h('div', {}, cut, list);
  const folded = h('details', {}, h('summary', {}, 'All ', listLength(rows.length, 'change'), ', row by row'), list);
  return h('div', {}, cut, sentenceList(sheet, rows), folded);
}

function sentenceList(sheet: Opened, rows: readonly number[]): HTMLElement {
  const columns: Column<Told>[] = [
    {
      title: 'Principal',
      cell: ({ arn, accountId }) =>
        arn === ''
          ? link(hashOf('account', accountId), 'the account ', outside(accountId))
          : link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn)),
      sort: ({ arn }) => nameOf(arn).toLowerCase(),
    },
    { title: 'What changed', cell: ({ words }) => outside(words) },
    {
      title: 'Changes',
      cell: (told) => h('span', { class: 'length' }, count(told.rows.length)),
      sort: (told) => told.rows.length,
      isNumber: true,
    },
  ];
  return table('What changed for whom', columns, sentencesOf(sheet, rows), { first: 50 });
}

function columnsOf(sheet: Opened, isOfAll: boolean): Column<number>[] {
  return [
    ...(isOfAll ? [principalColumn(sheet.text)] : []),
    {
      title: 'Change',
      cell: (row) => CHANGES[sheet.text('change', row)] ?? sheet.text('change', row),
      sort: (row) => sheet.text('change', row),
    },
    {
      title: 'Service',
      cell: (row) => outside(sheet.text('service_namespace', row)),
      sort: (row) => sheet.text('service_namespace', row),
      isSecondary: true,
    },
    {
      title: 'Action',
      cell: (row) => actionCell(sheet, row),
      sort: (row) => sheet.text('action_name', row),
    },
    {
      title: 'Last access before',
      cell: (row) =>
        beforeOrAfter(
          sheet.number('from_last_accessed_at', row),
          sheet.text('change', row),
          sheet.text('from_status', row),
        ),
      isSecondary: true,
    },
    {
      title: 'Last access after',
      cell: (row) =>
        beforeOrAfter(
          sheet.number('to_last_accessed_at', row),
          sheet.text('change', row),
          sheet.text('to_status', row),
        ),
      isSecondary: true,
    },
  ];
}

/** On a phone its service has no column of its own. */
function actionCell(sheet: Opened, row: number): HTMLElement[] {
  const service = sheet.text('service_namespace', row);
  const action = sheet.text('action_name', row) || (service === '' ? '' : 'the service');
  return [h('span', { class: 'narrow quiet' }, outside(service)), outside(action)];
}

/** Says how many the file lacks, with the command that asks for all; nothing where it has all. */
export function cutNote(left: number, of: string, more: string): HTMLElement | null {
  if (left === 0) return null;
  return lacking([listLength(left, 'change'), ` of ${of}`], more);
}

function principalColumn(text: (column: string, row: number) => string): Column<number> {
  return {
    title: 'Principal',
    cell: (row) => {
      const arn = text('principal_arn', row);
      const account = text('account_id', row);
      return arn === ''
        ? link(hashOf('account', account), 'the account ', outside(account))
        : link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
    },
    sort: (row) => text('principal_arn', row),
  };
}

function beforeOrAfter(at: number | null, change: string, status: string): string {
  if (change === 'UNKNOWN') return status;
  return minute(at) || 'none';
}
