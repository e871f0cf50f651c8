/** Names of AWS in Markdown: as code, which nothing in them can end. */
import { escapeForTerminal } from '../../model/escape.js';

export function code(text: string): string {
  const shown = escapeForTerminal(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^`|`$/.test(shown) ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** The first of a list, and how many more there are. */
export function some(texts: readonly string[], most: number): string {
  return someOf(texts.map(code), most);
}

/** The same of what is Markdown already. */
export function someOf(texts: readonly string[], most: number): string {
  const more = texts.length > most ? ` and ${texts.length - most} more` : '';
  return `${texts.slice(0, most).join(', ')}${more}`;
}

export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}
