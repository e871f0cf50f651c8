/** Changes of access between two snapshots. */
import { command } from '../../copy.js';
import { h, link, outside } from '../../dom.js';
import { type Column, table } from '../../list/table.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { comparisonOf, openSheet } from '../../sheets.js';
import { CHANGES, counted, minute } from '../../words.js';

interface Wanted {
  /** Of this principal alone. */
  readonly arn?: string;
  /** Of this kind alone. */
  readonly change?: string;
  /** The command that asks for all. */
  readonly more: string;
}

export async function accessChanges(
  { summary }: Page,
  from: string,
  to: string,
  { arn, change, more }: Wanted,
): Promise<HTMLElement> {
  const comparison = comparisonOf(summary, from, to);
  if (!comparison) return h('p', {}, 'These two are not compared in this file. Ask: ', command(more));
  const sheet = await openSheet(`access_changes:${from}:${to}`);
  const rows = [...Array(sheet.rows).keys()].filter(
    (row) =>
      (arn === undefined || sheet.get('principal_arn', row) === arn) &&
      (!change || sheet.get('change', row) === change),
  );
  const columns: Column<number>[] = [
    ...(arn === undefined ? [principalColumn(sheet.text)] : []),
    {
      title: 'Change',
      cell: (row) => CHANGES[sheet.text('change', row)] ?? sheet.text('change', row),
      sort: (row) => sheet.text('change', row),
    },
    {
      title: 'Service',
      cell: (row) => outside(sheet.text('service_namespace', row)),
      sort: (row) => sheet.text('service_namespace', row),
    },
    {
      title: 'Action',
      cell: (row) =>
        outside(sheet.text('action_name', row) || (sheet.get('service_namespace', row) === null ? '' : 'the service')),
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
  const cut = cutNote(comparison.accessLeft, 'access', more);
  if (rows.length === 0) return cut ?? h('p', {}, 'None that the snapshots know of.');
  return h('div', {}, cut, table('Changes of access', columns, rows, { first: 50 }));
}

/** Says how many the file lacks, with the command that asks for all; nothing where it has all. */
export function cutNote(left: number, of: string, more: string): HTMLElement | null {
  if (left === 0) return null;
  return h('p', { class: 'note' }, `This file lacks ${counted(left, 'change')} of ${of}. Ask for all: `, command(more));
}

function principalColumn(text: (column: string, row: number) => string): Column<number> {
  return {
    title: 'Principal',
    cell: (row) => {
      const arn = text('principal_arn', row);
      const account = text('account_id', row);
      return arn === ''
        ? link(hashOf('account', account), `the account ${account}`)
        : link(hashOf('principal', arn), outside(arn, 'arn'));
    },
    sort: (row) => text('principal_arn', row),
  };
}

function beforeOrAfter(at: number | null, change: string, status: string): string {
  if (change === 'UNKNOWN') return status;
  return minute(at) || 'none';
}
