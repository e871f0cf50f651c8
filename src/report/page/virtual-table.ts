/** A table of any length: only the rows that are seen are in the page. */
import { h } from './dom.js';
import { type Column, compare, type Direction, header, rowOf } from './table.js';
import { count } from './words.js';

export interface VirtualTable<T> {
  readonly element: HTMLElement;
  show(rows: readonly T[]): void;
}

const rowPixels = 37; // as in page.css
const spareRows = 10;
/** Rows that a printed page takes. */
const printedRows = 500;

export function virtualTable<T>(caption: string, columns: readonly Column<T>[]): VirtualTable<T> {
  let given: readonly T[] = [];
  let sorted: readonly T[] = [];
  let order: { column: Column<T>; direction: Direction } | undefined;
  const above = h('tr', { 'aria-hidden': 'true', class: 'space' }, h('td'));
  const below = h('tr', { 'aria-hidden': 'true', class: 'space' }, h('td'));
  const body = h('tbody');
  const grid = h('table', { class: 'fixed' }, h('caption', { class: 'unseen' }, caption));
  const note = h('p', { class: 'printed' });
  const frame = h('div', { class: 'frame tall', tabindex: 0, role: 'region', 'aria-label': caption }, note, grid);

  const render = (from: number, to: number): void => {
    setHeight(above, from * rowPixels);
    setHeight(below, (sorted.length - to) * rowPixels);
    const rows = sorted.slice(from, to).map((row, at) => {
      const element = rowOf(columns, row);
      element.setAttribute('aria-rowindex', String(from + at + 2));
      return element;
    });
    body.replaceChildren(above, ...rows, below);
  };
  const renderSeen = (): void => {
    const first = Math.max(0, Math.floor(frame.scrollTop / rowPixels) - spareRows);
    const seen = Math.ceil((frame.clientHeight || 600) / rowPixels) + 2 * spareRows;
    render(first, Math.min(sorted.length, first + seen));
  };
  /** Without the room of the rows that are left out, which would be printed as empty pages. */
  const print = (): void => {
    const printed = Math.min(sorted.length, printedRows);
    render(0, printed);
    setHeight(below, 0);
    note.textContent =
      printed < sorted.length ? `Printed here: the first ${count(printed)} of ${count(sorted.length)} rows.` : '';
  };
  const sort = (): void => {
    const by = order;
    sorted = by ? given.toSorted((a, b) => compare(by.column, by.direction, a, b)) : given;
    grid.setAttribute('aria-rowcount', String(sorted.length + 1));
    frame.scrollTop = 0;
    renderSeen();
  };
  const head = header(columns, (column, direction) => {
    order = { column, direction };
    sort();
  });
  grid.append(h('thead', {}, head), body);
  frame.addEventListener('scroll', () => requestAnimationFrame(renderSeen));
  const { signal } = untilRemoved(frame);
  addEventListener('resize', renderSeen, { signal });
  addEventListener('beforeprint', print, { signal });
  addEventListener('afterprint', renderSeen, { signal });
  return {
    element: frame,
    show: (rows) => {
      given = rows;
      sort();
    },
  };
}

function setHeight(row: HTMLTableRowElement, pixels: number): void {
  row.hidden = pixels === 0;
  row.style.height = `${pixels}px`;
}

/** Aborted by the next change of view, when the frame has left the page. */
function untilRemoved(frame: HTMLElement): AbortController {
  const controller = new AbortController();
  addEventListener('hashchange', () => setTimeout(() => frame.isConnected || controller.abort()), {
    signal: controller.signal,
  });
  return controller;
}
