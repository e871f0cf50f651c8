/** Bodies changed around a valid one: cut, flipped, swapped, doubled, with entities, huge numbers and deep nesting in them. */
import * as fc from 'fast-check';

/** A valid body and a mutated one. */
export type Mutation = (body: string) => string;

/** Where in the body, as a share of it. Not a double: most of those are next to nothing. */
const place = fc.noBias(fc.nat(999_999)).map((millionth) => millionth / 1_000_000);

/** Numeric references above U+FFFF are left out: the SDK's parser decodes them wrongly, and AWS sends UTF-8. */
const INSERTED = [
  '&lt;',
  '&amp;amp;',
  '&#x41;',
  '&#0;',
  '&#xD800;',
  '&unknown;',
  '&',
  '<',
  '>',
  '</member>',
  '<member>',
  '<member/>',
  '<!-- -->',
  '<![CDATA[<ActionName>x</ActionName>]]>',
  '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
  '&b;',
  '<?xml version="1.0"?>',
  '\u0000',
  '\ufeff',
  '\u202e',
  '🚀',
  ' ',
  '\r\n',
  '<a>'.repeat(3000),
  `${'<a>'.repeat(500)}x${'</a>'.repeat(500)}`,
  '<__proto__><x>1</x></__proto__>',
  '<constructor>1</constructor>',
];

const VALUES = [
  '',
  ' ',
  '0',
  '-1',
  '1.5',
  '1e999',
  '9'.repeat(400),
  '99999999999',
  '4294967297',
  'NaN',
  'true',
  'false',
  'TRUE',
  'null',
  'IN_PROGRESS',
  'FAILED',
  'COMPLETED',
  '2026-02-31T00:00:00Z',
  '2026-09-26T25:61:61Z',
  '275760-09-14T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '1790000000',
  '2026-09-26T11:24:00+05:00',
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  place.map(
    (at): Mutation =>
      (body) =>
        body.slice(0, Math.floor(at * body.length)),
  ),
  fc.tuple(place, place).map(
    ([at, share]): Mutation =>
      (body) =>
        without(body, at, share),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 127 })).map(
    ([at, mask]): Mutation =>
      (body) =>
        flipped(body, at, mask),
  ),
  fc.tuple(place, fc.constantFrom(...INSERTED)).map(
    ([at, text]): Mutation =>
      (body) =>
        inserted(body, at, text),
  ),
  fc.tuple(place, fc.constantFrom(...VALUES)).map(
    ([at, value]): Mutation =>
      (body) =>
        valued(body, at, value),
  ),
  fc.tuple(place, fc.string({ maxLength: 30 })).map(
    ([at, value]): Mutation =>
      (body) =>
        valued(body, at, escaped(value)),
  ),
  place.map(
    (at): Mutation =>
      (body) =>
        element(body, at, (found) => found + found),
  ),
  place.map(
    (at): Mutation =>
      (body) =>
        element(body, at, () => ''),
  ),
  fc.tuple(place, place).map(
    ([one, other]): Mutation =>
      (body) =>
        swapped(body, one, other),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Mutation =>
      (body) =>
        renamed(body, from, to),
  ),
);

/** Mostly one change, sometimes a few. */
export const mutations: fc.Arbitrary<Mutation> = fc.array(mutation, { minLength: 1, maxLength: 4, size: 'small' }).map(
  (changes): Mutation =>
    (body) =>
      changes.reduce((changed, change) => change(changed), body),
);

function without(body: string, at: number, share: number): string {
  const from = Math.floor(at * body.length);
  return body.slice(0, from) + body.slice(from + Math.ceil(share * share * (body.length - from)));
}

function flipped(body: string, at: number, mask: number): string {
  const from = Math.floor(at * body.length);
  return body.slice(0, from) + String.fromCharCode(body.charCodeAt(from) ^ mask) + body.slice(from + 1);
}

function inserted(body: string, at: number, text: string): string {
  const from = Math.floor(at * body.length);
  return body.slice(0, from) + text + body.slice(from);
}

/** Another text in a leaf. */
function valued(body: string, at: number, value: string): string {
  const leaves = [...body.matchAll(/>([^<]*)<\//g)];
  const leaf = leaves[Math.floor(at * leaves.length)];
  if (leaf === undefined) return body;
  const from = leaf.index + 1;
  return body.slice(0, from) + value + body.slice(from + (leaf[1] as string).length);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The element that begins at or after a place, with all it holds; found by its name, so nested ones end early. */
function elementAt(body: string, at: number): { from: number; to: number } | undefined {
  const openings = [...body.matchAll(/<(\w+)>/g)];
  const opening = openings[Math.floor(at * openings.length)];
  if (opening === undefined) return undefined;
  const closing = `</${opening[1]}>`;
  const end = body.indexOf(closing, opening.index);
  return end < 0 ? undefined : { from: opening.index, to: end + closing.length };
}

function element(body: string, at: number, change: (found: string) => string): string {
  const found = elementAt(body, at);
  if (found === undefined) return body;
  return body.slice(0, found.from) + change(body.slice(found.from, found.to)) + body.slice(found.to);
}

function swapped(body: string, one: number, other: number): string {
  const [a, b] = [elementAt(body, one), elementAt(body, other)].sort((x, y) => (x?.from ?? 0) - (y?.from ?? 0));
  if (a === undefined || b === undefined || a.to > b.from) return body;
  const texts = [body.slice(b.from, b.to), body.slice(a.to, b.from), body.slice(a.from, a.to)];
  return body.slice(0, a.from) + texts.join('') + body.slice(b.to);
}

/** An element under the name of another. */
function renamed(body: string, from: number, to: number): string {
  const names = [...new Set([...body.matchAll(/<(\w+)>/g)].map(([, name]) => name as string))];
  const [old, next] = [names[Math.floor(from * names.length)], names[Math.floor(to * names.length)]];
  return old === undefined || next === undefined
    ? body
    : body.replace(`<${old}>`, `<${next}>`).replace(`</${old}>`, `</${next}>`);
}
