/** Copying to the clipboard: of a text in the page, and of the address of a view. */
import { code, h } from './dom.js';

const SHOWN_MS = 1500;

/** A button that copies what `textOf` answers; where the browser refuses, it says so. */
export function copyButton(title: string, textOf: () => string): HTMLElement {
  const button = h('button', { type: 'button', class: 'tool' }, title);
  const tell = (words: string): void => {
    button.textContent = words;
    setTimeout(() => {
      button.textContent = title;
    }, SHOWN_MS);
  };
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(textOf()).then(
      () => tell('Copied'),
      () => tell('Not allowed: select it'),
    );
  });
  return button;
}

/** A command to paste. */
export function command(text: string): HTMLElement {
  const shown = code(text);
  return h(
    'span',
    { class: 'pasted' },
    shown,
    copyButton('Copy', () => shown.textContent ?? ''),
  );
}
