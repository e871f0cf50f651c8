/** A table of any length: only the rows that are seen are in the page. */
import { h } from '../dom.js';
import { count } from '../words.js';
import type { Column } from './column.js';
import { compare, type Direction, header, rowOf } from './table.js';

export interface VirtualTable<T> {
  readonly element: HTMLElement;
  show(rows: readonly T[]): void;
  /** As they are sorted. */
  rows(): readonly T[];
}

const ROW_PIXELS = 37; // as in page.css
const SPARE_ROWS = 10;
/** Rows that a printed page takes. */
const PRINTED_ROWS = 500;

export function virtualTable<T>(
  caption: string,
  columns: readonly Column<T>[],
  subject: (row: T) => string,
): VirtualTable<T> {
  let given: readonly T[] = [];
  let order: { column: Column<T>; direction: Direction } | undefined;
  const rows = new Rows(columns, caption, subject);
  const sort = (): void => {
    const by = order;
    rows.replace(by ? given.toSorted((a, b) => compare(by.column, by.direction, a, b)) : given);
  };
  const head = header(columns, (column, direction) => {
    order = { column, direction };
    sort();
  });
  rows.grid.append(h('thead', {}, head), rows.body);
  return {
    element: rows.frame,
    show: (shown) => {
      given = shown;
      sort();
    },
    rows: () => rows.all,
  };
}

/** Sorted rows in a frame, of which those are rendered that are seen. */
class Rows<T> {
  readonly grid: HTMLTableElement;
  readonly frame: HTMLElement;
  readonly body = h('tbody');
  private readonly columns: readonly Column<T>[];
  private readonly subject: (row: T) => string;
  private readonly above = h('tr', { 'aria-hidden': 'true', class: 'space' }, h('td'));
  private readonly below = h('tr', { 'aria-hidden': 'true', class: 'space' }, h('td'));
  private readonly note = h('p', { class: 'printed' });
  private sorted: readonly T[] = [];

  constructor(columns: readonly Column<T>[], caption: string, subject: (row: T) => string) {
    this.columns = columns;
    this.subject = subject;
    this.grid = h('table', { class: 'fixed' }, h('caption', { class: 'unseen' }, caption));
    const attributes = { class: 'frame tall', tabindex: 0, role: 'region', 'aria-label': caption };
    this.frame = h('div', attributes, this.note, this.grid);
    this.frame.addEventListener('scroll', () => requestAnimationFrame(() => this.renderSeen()));
    const { signal } = untilRemoved(this.frame);
    addEventListener('resize', () => this.renderSeen(), { signal });
    addEventListener('beforeprint', () => this.print(), { signal });
    addEventListener('afterprint', () => this.renderSeen(), { signal });
  }

  get all(): readonly T[] {
    return this.sorted;
  }

  replace(sorted: readonly T[]): void {
    this.sorted = sorted;
    this.grid.setAttribute('aria-rowcount', String(sorted.length + 1));
    this.frame.scrollTop = 0;
    this.renderSeen();
  }

  private renderSeen(): void {
    const first = Math.max(0, Math.floor(this.frame.scrollTop / ROW_PIXELS) - SPARE_ROWS);
    const seen = Math.ceil((this.frame.clientHeight || 600) / ROW_PIXELS) + 2 * SPARE_ROWS;
    this.render(first, Math.min(this.sorted.length, first + seen));
  }

  /** Without the space of the rows that are left out, which would be printed as empty pages. */
  private print(): void {
    const { length } = this.sorted;
    const printed = Math.min(length, PRINTED_ROWS);
    this.render(0, printed);
    setHeight(this.below, 0);
    this.note.textContent =
      printed < length ? `Printed here: the first ${count(printed)} of ${count(length)} rows.` : '';
  }

  private render(from: number, to: number): void {
    setHeight(this.above, from * ROW_PIXELS);
    setHeight(this.below, (this.sorted.length - to) * ROW_PIXELS);
    const rows = this.sorted.slice(from, to).map((row, at) => {
      const element = rowOf(this.columns, row, this.subject);
      element.setAttribute('aria-rowindex', String(from + at + 2));
      return element;
    });
    this.body.replaceChildren(this.above, ...rows, this.below);
  }
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
