import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { serviceExtractor } from '../../../src/collect/page/scan/extract.js';
import { Utf8 } from '../../../src/collect/page/scan/utf8.js';
import { Vocabulary } from '../../../src/collect/page/scan/vocabulary.js';
import { sample } from '../iam-xml.js';

test('a word has one code, and the code that word', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 3 }), { maxLength: 3000, size: 'max' });
  fc.assert(
    fc.property(words, (texts) => {
      const vocabulary = new Vocabulary();
      const codes = texts.map((text) => vocabulary.codeOfText(text));
      expect(codes.map((code) => vocabulary.words[code])).toEqual(texts);
      expect(texts.map((text) => vocabulary.codeOfText(text))).toEqual(codes);
      expect(vocabulary.words.length).toBe(new Set(texts).size);
    }),
    { numRuns: 30 },
  );
});

test('words of one hash are told apart, and refused where they are more than accident makes', () => {
  const vocabulary = new Vocabulary();
  const text = new Utf8(Buffer.from(Array.from({ length: 300 }, (_, at) => String(100 + at)).join('')));
  const codes = Array.from({ length: 300 }, (_, at) => vocabulary.codeOf(text, 3 * at, 3 * at + 3, 7));
  const taken = codes.filter((code) => code >= 0);
  expect(taken.map((code) => vocabulary.words[code])).toEqual(taken.map((_, at) => String(100 + at)));
  expect(taken.length).toBe(256);
});

test('a list holds each word once', () => {
  const vocabulary = new Vocabulary();
  const [a, b] = [vocabulary.codeOfText('a'), vocabulary.codeOfText('b')];
  const joined = [[a, b, a], [b]].map((list) => {
    vocabulary.beginList();
    return list.map((code) => vocabulary.joinsList(code));
  });
  expect(joined).toEqual([[true, true, false], [true]]);
});

test('reports share the dictionary of their columns', () => {
  const extract = serviceExtractor();
  const [one, other] = ['action-level', 'page1'].map((name) => {
    const { action_name } =
      extract(Buffer.from(sample(`get.completed.${name}.response.xml`)))?.columns.actions.columns ?? {};
    return action_name?.kind === 'codes' ? action_name.dictionary : undefined;
  });
  expect(one).toBeDefined();
  expect(other).toBe(one);
});
