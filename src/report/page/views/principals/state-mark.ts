/** Whether something was used, by a mark and in words. */
import { type Child, h } from '../../dom.js';
import { ACCESSED, NOT_ACCESSED } from '../../words.js';

export function stateMark(at: number | null): HTMLElement {
  return at === null ? unusedMark(NOT_ACCESSED) : h('span', {}, `● ${ACCESSED}`);
}

/** With `wide` words where there is room. */
export function unusedMark(wide: string): HTMLElement {
  const mark = twoWidths('○', wide, 'Not accessed');
  mark.className = 'unused';
  return mark;
}

/** A mark, with words that have room in a wide page, and in a narrow one. */
export function twoWidths(mark: string, wide: Child, narrow: string): HTMLElement {
  return h(
    'span',
    {},
    `${mark} `,
    h('span', { class: 'wide-only' }, wide),
    h('span', { class: 'narrow-only' }, narrow),
  );
}
