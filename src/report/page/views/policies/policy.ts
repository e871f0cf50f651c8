/** One managed policy: its holders, and what its statements allow whole. */
import { h, outside } from '../../dom.js';
import { accountColumn, lastUseColumn, nameOf, principalColumn, textColumn } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import { type Page, quoted } from '../../page.js';
import type { Opened } from '../../sheets.js';
import { ACCESSED, counted, NOT_ACCESSED, NOT_MEASURED } from '../../words.js';
import { proposalsOfPolicy } from '../proposals.js';
import { ownerOf, SCOPES } from './policies.js';

const STATES: Readonly<Record<string, string>> = {
  ACCESSED,
  NOT_ACCESSED,
  NOT_MEASURED: `⚠ ${NOT_MEASURED}`,
};

export async function policy(page: Page, arn: string): Promise<HTMLElement> {
  const [holders, wide] = await Promise.all([page.sheets.open('policies'), page.sheets.open('policies.kind-wildcard')]);
  const rows = holders.rowsBy('policy_arn').get(arn) ?? [];
  const statements = wide.rowsBy('owner_arn').get(arn) ?? [];
  return h(
    'div',
    {},
    h('h2', {}, 'Policy ', outside(nameOf(arn))),
    h('p', { class: 'quiet' }, outside(arn, 'wrap'), `, ${ownerOf(arn)}`),
    ...wideWords(wide, statements),
    ...lackNote(page, 'policies', `--policy ${quoted(arn)}`),
    await proposalsOfPolicy(page, arn),
    h('h3', {}, 'Holders'),
    holderList(holders, rows, nameOf(arn)),
    askedBy(page, 'policies', `--policy ${quoted(arn)}`),
  );
}

function wideWords(wide: Opened, rows: readonly number[]): HTMLElement[] {
  if (rows.length === 0) return [];
  const words = rows.map((row) => `${SCOPES[wide.text('scope', row)]}: ${wide.text('action', row)}`);
  return [
    h('p', {}, `It allows, in ${counted(rows.length, 'statement')}: `, outside([...new Set(words)].join('; '), 'wrap')),
  ];
}

function holderList(holders: Opened, rows: readonly number[], name: string): HTMLElement {
  return sheetList({
    caption: 'Who holds it',
    name: `${name}-holders`,
    sheet: holders,
    rows,
    columns: [
      principalColumn(holders),
      accountColumn(holders),
      {
        title: 'Held as',
        cell: (row) => [heldAs(holders, row)],
        sort: (row) => holders.text('held_as', row),
      },
      {
        title: 'State of the principal',
        cell: (row) => STATES[holders.text('state', row)] ?? holders.text('state', row),
        sort: (row) => holders.text('state', row),
      },
      lastUseColumn(holders, 'Last use', { isSecondary: true }),
      textColumn(holders, 'Group', 'group_name', { isSecondary: true }),
    ],
    none: 'Nobody who was listed holds it.',
  });
}

function heldAs(holders: Opened, row: number): string {
  return { ATTACHED: 'attached', GROUP: 'through a group', BOUNDARY: 'boundary' }[holders.text('held_as', row)] ?? '';
}
