import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeForTerminal, escapeLinesForTerminal, jsonForTerminal } from '../../src/model/escape.js';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

/** What a terminal acts on, or shows otherwise than it stands. */
const HARM = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

test('nothing harmful is left of any text', () => {
  fc.assert(fc.property(anyText, (text) => !HARM.test(escapeForTerminal(text))));
});

test('text that does no harm stays as it is', () => {
  const names = 'Zoë Müller, 日本語, עברית, العربية, 👩‍💻 🚀, می‌خواهم, "quotes" \\ <script> =cmd|';
  expect(escapeForTerminal(names)).toBe(names);
});

test.each([
  ['\x1b[31mred', String.raw`\x1b[31mred`],
  ['a\r\nb\tc\0', String.raw`a\r\nb\tc\x00`],
  ['\x9b2J', String.raw`\x9b2J`],
  ['admin\u202egpj.exe', String.raw`admin\u202egpj.exe`],
  ['\ud800', String.raw`\ud800`],
  ['\u{e0041}', String.raw`\u{e0041}`],
])('%j is shown escaped', (text, shown) => expect(escapeForTerminal(text)).toBe(shown));

test('lines stay lines', () => expect(escapeLinesForTerminal('a\x1bb\r\nc\rd\n')).toBe('a\\x1bb\r\nc\\rd\n'));

test('JSON is harmless and says the same', () => {
  fc.assert(
    fc.property(fc.dictionary(anyText, anyText), (value) => {
      const json = jsonForTerminal(value);
      expect(json).not.toMatch(HARM);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('bigints are numbers in JSON', () => expect(jsonForTerminal({ rows: 12n })).toBe('{"rows":12}'));
