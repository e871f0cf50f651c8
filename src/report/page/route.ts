/** The address within the page: `#view=value&name=value`, to be pasted into a ticket. */

export interface Route {
  readonly view: string;
  readonly value: string;
  readonly rest: ReadonlyMap<string, string>;
}

export function readRoute(hash: string): Route {
  const pairs = hash.replace(/^#/, '').split('&').filter(Boolean).map(pairOf);
  const [[view, value] = ['overview', '']] = pairs;
  return { view, value, rest: new Map(pairs.slice(1)) };
}

export function hashOf(view: string, value = '', rest: Readonly<Record<string, string>> = {}): string {
  const others = Object.entries(rest).filter(([, text]) => text !== '');
  return `#${[[view, value] as const, ...others].map(([name, text]) => (text === '' ? name : `${name}=${encodeURIComponent(text)}`)).join('&')}`;
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [decoded(text), ''] : [decoded(text.slice(0, at)), decoded(text.slice(at + 1))];
}

/** A hash typed by hand may hold a lone per cent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
