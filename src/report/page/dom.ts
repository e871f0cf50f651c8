/** Elements made with text alone: nothing is ever parsed as HTML. */
import { escapeForTerminal } from '../../model/escape.js';

export type Child = Node | string | number | null | false;

interface Attributes {
  readonly [name: string]: string | number | boolean | EventListener | undefined;
}

/** An element; `on…` attributes are listeners, true is an attribute without a value, false and undefined none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children.flat());
  return element;
}

function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === false) continue;
    parent.append(...(typeof child === 'string' && !AS_IT_IS.has(parent.tagName) ? withDates(child) : [toNode(child)]));
  }
}

function toNode(child: Node | string | number): Node | string {
  return typeof child === 'object' ? child : String(child);
}

/** Elements whose text is plain. */
const AS_IT_IS: ReadonlySet<string> = new Set(['OPTION', 'PRE', 'CODE']);
const DATE = /(\d{4}-\d\d-\d\d)/;

/** A date stays on one line. */
function withDates(text: string): (Node | string)[] {
  if (!DATE.test(text)) return [text];
  return text.split(DATE).map((part, at) => {
    if (at % 2 === 0) return part;
    const date = document.createElement('span');
    date.className = 'date';
    date.textContent = part;
    return date;
  });
}

/** Where a name may go on in the next line: between its words, as in `AdministratorAccess` or `team/deploy_role`. */
const BETWEEN_WORDS = /(?<=[a-z0-9])(?=[A-Z])|(?<=[/_.:\s-])/;
/** Longer ones, such as a hash, are no words: they go on in the next line after so many letters. */
const LONGEST_WORD = 17;
const PIECE = /.{1,10}/gsu;

/** Text from outside: what is invisible or turns the order of letters is shown escaped, and cannot reach its neighbours. */
export function outside(text: string, className = '', title = text): HTMLElement {
  const parts = escapeForTerminal(text)
    .split(DATE)
    .flatMap((part, at): Child[] => (at % 2 === 1 ? [part] : breakable(part)));
  return h('bdi', { class: className || undefined, title: escapeForTerminal(title) }, parts);
}

function breakable(text: string): Child[] {
  const pieces = text
    .split(BETWEEN_WORDS)
    .flatMap((word) => (word.length > LONGEST_WORD ? (word.match(PIECE) ?? []) : [word]));
  return pieces.flatMap((piece, at): Child[] => (at === 0 ? [piece] : [h('wbr'), piece]));
}

/** Letters at the end of a name that stay where it is cut. */
const TAIL = 8;

/** A name that is cut in its middle where it has no room: ends tell names apart. */
export function middle(text: string, title = text): HTMLElement {
  const letters = [...escapeForTerminal(text)];
  const at = Math.max(0, letters.length - TAIL);
  const tail = letters.slice(at).join('');
  const head = h('span', { class: 'head' }, letters.slice(0, at).join(''));
  head.style.maxWidth = `calc(100% - ${Math.ceil(widthOf(tail)) + 1}px)`;
  return h('bdi', { class: 'middle', title: escapeForTerminal(title) }, head, h('span', { class: 'tail' }, tail));
}

const ruler = document.createElement('canvas').getContext('2d');

/** Pixels that a text takes in a cell. */
function widthOf(text: string): number {
  if (ruler === null) return 0;
  ruler.font = '14px system-ui, sans-serif'; // as in page.css
  return ruler.measureText(text).width;
}

export function link(hash: string, ...children: Child[]): HTMLAnchorElement {
  return h('a', { href: hash }, ...children);
}

/** As it is where there is room; on a phone a fold, closed at first. */
export function foldedOnPhone(title: string, content: HTMLElement): HTMLElement {
  const narrow = matchMedia('(max-width: 700px)');
  const fold = h('details', { class: 'on-phone', open: !narrow.matches }, h('summary', {}, title), content);
  narrow.addEventListener('change', () => {
    fold.open = !narrow.matches;
  });
  return fold;
}

/** Text to paste, chosen whole by a click. */
export function code(text: string): HTMLElement {
  return h('code', { class: 'command' }, escapeForTerminal(text));
}
