/** An answer that speaks of something unused says so in its header, and is then under the laws of test/laws. */
import { expect, it } from 'vitest';
import { readQuestions } from '../../src/query/question/questions.js';

const WORDS = /\b(unused|removable|dormant|inactive|candidate|may be taken|did not use|nobody uses?)\b/i;

it.each(readQuestions().map((question) => [question.name, question] as const))(
  '%s says whether it speaks of what is unused',
  (name, { question, grain, parameters, claims }) => {
    const texts = [name.replaceAll('_', ' '), question, grain, ...parameters.map(({ meaning }) => meaning)];
    const speaks = texts.some((text) => WORDS.test(text));
    if (speaks) expect(claims).not.toEqual([]);
  },
);

it('takes a claim of some rows and of a count', () => {
  const claims = readQuestions().flatMap((question) => question.claims);
  for (const kind of ['where', 'count'] as const) {
    expect(claims.some((claim) => claim[kind] !== undefined)).toBe(true);
  }
});
