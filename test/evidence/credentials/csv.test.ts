import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from '../../../src/evidence/credentials/csv.js';

const value = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ',', '"', '\n', '\r', '<'), maxLength: 6 });
const line = fc.array(value, { minLength: 2, maxLength: 5 });
const written = (text: string, isPlain: boolean) =>
  isPlain && !/[",\r\n]/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;

test('what is written by RFC 4180 is read again, whatever it holds and however lines end', () => {
  const lines = fc.array(line, { minLength: 1, maxLength: 5 });
  const law = (all: readonly string[][], isPlain: boolean, end: string, last: boolean) => {
    const text =
      all.map((values) => values.map((text) => written(text, isPlain)).join(',')).join(end) + (last ? end : '');
    expect(readCsv(text)).toEqual(all);
  };
  fc.assert(fc.property(lines, fc.boolean(), fc.constantFrom('\n', '\r\n'), fc.boolean(), law));
});

test('lines end with LF, CRLF or the text; empty ones and the mark of the byte order are no values', () => {
  const read = [
    ['a', 'b'],
    ['c', ''],
  ];
  for (const text of ['a,b\nc,', 'a,b\r\nc,\r\n', '\uFEFFa,b\n\n\nc,\n', 'a,"b"\n\nc,\n\n', '"a",b\r\nc,""']) {
    expect(readCsv(text), JSON.stringify(text)).toEqual(read);
  }
  expect(readCsv('')).toEqual([]);
  expect(readCsv('""\n')).toEqual([['']]);
});

test.each(['a,"b\nc,d', 'a,b"c"\n', 'a,"b"c\n', '"a" ,b', '"', 'a,"""'])('%j is no CSV', (text) => {
  expect(readCsv(text)).toBeUndefined();
});
