/** The phrases of scripts/words/phrases.tsv become fewer: no file gets more of them, and a new one has none. */
import { expect, it } from 'vitest';
import { countsOf, linesOf, placesIn, recorded, textsOf } from '../../scripts/words.mjs';

const places = placesIn(textsOf());
const counts = countsOf(places);

it('no file has more of them than are recorded', () => {
  const allowed = recorded();
  const risen = [...counts].filter(([file, count]) => count > (allowed.get(file) ?? 0)).map(([file]) => file);
  const shown = places.filter(({ file }) => risen.includes(file));
  expect(shown, 'npm run words -- --list shows each with the wanted form').toEqual([]);
});

it('the record names files that are there', () => {
  const files = new Set(textsOf().map(([file]) => file));
  expect([...recorded().keys()].filter((file) => !files.has(file))).toEqual([]);
});

it.each([
  ['docs/a.md', ['It is told so.', '```', 'is told', '```'].join('\n'), 1],
  ['src/a.ts', "const text = 'whoever may'; // whoever\nconst key = 'told';", 1],
  ['src/b.ts', ['const text = `The first line', 'and of which whoever `;'].join('\n'), 2],
  ['src/a.py', 'refuse("It is told so.")  # told', 1],
  ['queries/a.sql', '-- limits: of which nobody\nSELECT told', 1],
])('of %s what people read counts', (file, text, count) => {
  expect(placesIn([[file, linesOf(file, text)]])).toHaveLength(count);
});
