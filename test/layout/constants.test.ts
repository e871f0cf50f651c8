/** Names of constants: what stands written out in the source is in capitals, as CONTRIBUTING.md says. */
import { expect, test } from 'vitest';
import { readSources } from './imports.js';

/** A number, a text, a regular expression, or a list or set that begins with one. */
const WRITTEN_OUT = /^(?:-?\d|'|`[^$]*`;|\/(?![/*])|\[(?:\d|')|new Set\(\[(?:\d|'))/;

/** Constants of a file, at its outermost level, that are written out under a name without capitals. */
function misnamed(text: string): string[] {
  return [...text.matchAll(/^(?:export )?const ([a-z]\w*)(?:: [^=]+)? =\s+(.*)$/gm)]
    .filter(([, , value = '']) => WRITTEN_OUT.test(value) && !/\]\.|\)\./.test(value))
    .map(([, name = '']) => name);
}

test('a constant that is written out is named in capitals', () => {
  const found = [...readSources()].flatMap(([path, text]) => misnamed(text).map((name) => `${path}: ${name}`));
  expect(found).toEqual([]);
});

test.each([
  'const mostRows = 10;',
  'export const least = -0.5;',
  "const place: string = './lake';",
  'const time = /\\d+/;',
  "const kinds = ['a', 'b'] as const;",
  "const kinds =\n  'a';",
])('%s is one', (text) => expect(misnamed(text)).not.toEqual([]));

test.each([
  'const MOST_ROWS = 10;',
  'const run = () => 10;',
  'const tables = { runs };',
  "const names = ['a', 'b'].map(toName);",
])('%s is none', (text) => expect(misnamed(text)).toEqual([]));
