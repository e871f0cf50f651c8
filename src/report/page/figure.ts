/** Numbers that say what they count (`data-number`) and of what (`data-subject`): docs/judgement.md, "Named numbers". */
import { type Child, h } from './dom.js';
import { count, counted, percent } from './words.js';

/** Of a subject: an ARN, the name of a set or service, the ID of an account, several with spaces; empty: of the lake. */
export function figure(name: string, value: number | null, subject = ''): HTMLElement {
  return named(name, subject, count(value));
}

/** `3 actions` */
export function figured(
  name: string,
  value: number | null,
  [noun, several = `${noun}s`, subject = '']: readonly [noun: string, several?: string, subject?: string],
): Child[] {
  return [figure(name, value, subject), ` ${value === 1 ? noun : several}`];
}

/** A share of a whole. */
export function share(name: string, part: number | null, whole: number | null, subject = ''): HTMLElement {
  return named(name, subject, percent(part, whole));
}

/** A number in words of its own, such as `< 0.1%` or `Used 3 days ago`. */
export function named(name: string, subject: string, words: string): HTMLElement {
  return h('span', { 'data-number': name, 'data-subject': subject }, words);
}

/** How many a list has: no number of the lake, but of what is shown. */
export function listLength(value: number, noun: string, several?: string): HTMLElement {
  return h('span', { class: 'length' }, counted(value, noun, several));
}
