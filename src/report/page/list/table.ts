/** A plain table with sortable headers. */
import { h } from '../dom.js';
import { counted } from '../words.js';
import type { Column } from './column.js';
import { type Csv, csvButton, csvOfColumns } from './csv.js';

export type Direction = 'ascending' | 'descending';

/** Rows that one more press shows. */
const STEP = 1000;

interface TableOptions<T> {
  readonly first?: number;
  /** What its button saves; what the columns show, if not given. */
  readonly csv?: Csv<T>;
  /** What the numbers of a row are of. */
  readonly subject?: (row: T) => string;
}

/** Shows `first` rows and more on demand. Wide tables scroll within their own frame. */
export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
  { first = 200, csv = csvOfColumns(caption, columns), subject }: TableOptions<T> = {},
): HTMLElement {
  let shown = first;
  let sorted = rows;
  const body = h('tbody');
  const more = h('button', { type: 'button', class: 'more' });
  const render = (): void => {
    body.replaceChildren(...sorted.slice(0, shown).map((row) => rowOf(columns, row, subject)));
    const left = Math.max(0, sorted.length - shown);
    more.hidden = left === 0;
    more.textContent = `Show more (${counted(left, 'row')} not shown)`;
  };
  more.addEventListener('click', () => {
    shown += STEP;
    render();
  });
  const head = header(columns, (column, direction) => {
    sorted = rows.toSorted((a, b) => compare(column, direction, a, b));
    render();
  });
  render();
  const framed = h('table', {}, h('caption', {}, caption), h('thead', {}, head), body);
  const frame = h('div', { class: 'frame', tabindex: 0, role: 'region', 'aria-label': caption }, framed, more);
  const save = csvButton(csv, () => sorted);
  return h('div', { class: 'list' }, save, frame);
}

export function rowOf<T>(
  columns: readonly Column<T>[],
  row: T,
  subject: (row: T) => string = () => '',
): HTMLTableRowElement {
  const cells = columns.map((column) => {
    const named = column.number === undefined ? {} : { 'data-number': column.number, 'data-subject': subject(row) };
    return h('td', { class: classOf(column), ...named }, ...[column.cell(row)].flat());
  });
  return h('tr', {}, ...cells);
}

export function header<T>(
  columns: readonly Column<T>[],
  onSort: (column: Column<T>, direction: Direction) => void,
): HTMLTableRowElement {
  const cells = columns.map((column) => {
    const cell = h('th', { scope: 'col', class: classOf(column) });
    if (column.sort === undefined) cell.append(column.title);
    else cell.append(h('button', { type: 'button', onclick: () => turn(column, cell) }, column.title));
    return cell;
  });
  const turn = (column: Column<T>, cell: HTMLTableCellElement): void => {
    const [first, other]: [Direction, Direction] = hasNumbers(column)
      ? ['descending', 'ascending']
      : ['ascending', 'descending'];
    const direction = cell.getAttribute('aria-sort') === first ? other : first;
    for (const each of cells) each.removeAttribute('aria-sort');
    cell.setAttribute('aria-sort', direction);
    onSort(column, direction);
  };
  return h('tr', {}, ...cells);
}

/** By the column; what is not known comes last whichever way. */
export function compare<T>({ sort }: Column<T>, direction: Direction, a: T, b: T): number {
  const left = sort?.(a) ?? null;
  const right = sort?.(b) ?? null;
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const order = left < right ? -1 : Number(left > right);
  return direction === 'ascending' ? order : -order;
}

function hasNumbers<T>({ isNumber, number }: Column<T>): boolean {
  return isNumber === true || number !== undefined;
}

function classOf<T>(column: Column<T>): string | undefined {
  const { isSecondary, className } = column;
  return [hasNumbers(column) && 'number', isSecondary && 'secondary', className].filter(Boolean).join(' ') || undefined;
}
