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
    if (child !== null && child !== false) parent.append(typeof child === 'object' ? child : String(child));
  }
}

/** Text from outside: what is invisible or turns the order of letters is shown escaped, and cannot reach its neighbours. */
export function outside(text: string, className = '', title = text): HTMLElement {
  return h('bdi', { class: className || undefined, title: escapeForTerminal(title) }, escapeForTerminal(text));
}

export function link(hash: string, ...children: Child[]): HTMLAnchorElement {
  return h('a', { href: hash }, ...children);
}

/** Text to paste, chosen whole by a click. */
export function code(text: string): HTMLElement {
  return h('code', { class: 'command' }, escapeForTerminal(text));
}
