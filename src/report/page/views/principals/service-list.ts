/** Services of a principal, sorted as a person likes, each opening to its actions. */
import { type Child, h, outside } from '../../dom.js';
import { figure, share } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { compare, header, rowOf } from '../../list/table.js';
import type { Opened } from '../../opened.js';
import { counted, minute } from '../../words.js';
import { evidenceOf } from './actions.js';
import { stateMark } from './state-mark.js';

export interface ServiceList {
  readonly element: HTMLElement;
  show(rows: readonly number[]): void;
  /** As they are sorted. */
  rows(): readonly number[];
}

/** Rows that are there at first, and that one more press shows. */
const STEP = 50;

/** Fifty, and more on demand: everything of an administrator would be a page of 25,000 pixels. */
export function serviceList(sheet: Opened, openRow: (row: number) => HTMLElement): ServiceList {
  const columns = columnsOf(sheet);
  const body = h('tbody');
  const more = h('button', { type: 'button', class: 'more' });
  let given: readonly number[] = [];
  let sorted = given;
  let sort = (rows: readonly number[]): readonly number[] => rows;
  let shown = 0;
  const showMore = (): void => {
    for (const row of sorted.slice(shown, shown + STEP)) body.append(...serviceRows(columns, row, openRow));
    shown += STEP;
    const left = Math.max(0, sorted.length - shown);
    more.hidden = left === 0;
    more.textContent = `Show more (${counted(left, 'service')} not shown)`;
  };
  const render = (): void => {
    sorted = sort(given);
    shown = 0;
    body.replaceChildren();
    showMore();
  };
  more.addEventListener('click', showMore);
  const head = header(columns, (column, direction) => {
    sort = (rows) => rows.toSorted((a, b) => compare(column, direction, a, b));
    render();
  });
  const show = (rows: readonly number[]): void => {
    given = rows;
    render();
  };
  return { element: framed(head, body, more), show, rows: () => sorted };
}

function framed(head: HTMLElement, body: HTMLElement, more: HTMLElement): HTMLElement {
  const caption = h('caption', { class: 'unseen' }, 'Services');
  const table = h('table', { class: 'services' }, caption, h('thead', {}, head), body);
  return h('div', { class: 'frame', tabindex: 0, role: 'region', 'aria-label': 'Services' }, table, more);
}

/** The first of them opens to the actions. */
function columnsOf(sheet: Opened): Column<number>[] {
  const nameOf = (row: number): string => sheet.text('service_name', row) || sheet.text('service_namespace', row);
  const at = (row: number): number | null => sheet.number('last_accessed_at', row);
  const used = (row: number): number | null => sheet.number('actions_accessed', row);
  const tracked = (row: number): number | null => sheet.number('actions_tracked', row);
  const days = (row: number): number | null => sheet.number('evidence_days', row);
  const region = (row: number): HTMLElement => outside(sheet.text('last_accessed_region', row));
  const below = (...words: readonly Child[]): HTMLElement => h('span', { class: 'below' }, ...words);
  const subject = (row: number): string =>
    `${sheet.text('principal_arn', row)} ${sheet.text('service_namespace', row)}`;
  return [
    {
      title: 'Service',
      cell: (row) => [outside(nameOf(row)), below(outside(sheet.text('service_namespace', row)))],
      sort: (row) => nameOf(row).toLowerCase(),
    },
    { title: 'State', cell: (row) => [stateMark(at(row)), below(evidenceOf(sheet, row))], sort: days },
    {
      title: 'Last accessed',
      cell: (row) => [minute(at(row)) || 'none seen', h('span', { class: 'below narrow' }, region(row))],
      sort: at,
    },
    { title: 'Region', cell: region, isSecondary: true },
    { title: 'By', cell: (row) => outside(sheet.text('last_accessed_entity_arn', row), 'wrap'), isSecondary: true },
    {
      title: 'Actions used',
      cell: (row) => [
        ...(tracked(row) === 0
          ? ['none tracked']
          : [
              figure('actions_accessed', used(row), subject(row)),
              ' of ',
              figure('actions_tracked', tracked(row), subject(row)),
            ]),
        tracked(row) ? below(share('used_percent', used(row), tracked(row), subject(row)), ' used') : null,
      ],
      sort: used,
      isNumber: true,
    },
  ];
}

function serviceRows(
  columns: readonly Column<number>[],
  row: number,
  openRow: (row: number) => HTMLElement,
): HTMLElement[] {
  const shown = rowOf(columns, row);
  const place = h('td', { colspan: columns.length });
  const opened = h('tr', { class: 'opened', hidden: true }, place);
  const name = shown.cells[0] as HTMLTableCellElement;
  const button = h('button', { type: 'button', class: 'opener', 'aria-expanded': 'false' }, ...[...name.childNodes]);
  button.addEventListener('click', () => {
    opened.hidden = !opened.hidden;
    button.setAttribute('aria-expanded', String(!opened.hidden));
    if (!place.hasChildNodes()) place.append(openRow(row));
  });
  name.replaceChildren(button);
  return [shown, opened];
}
