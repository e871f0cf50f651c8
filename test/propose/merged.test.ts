/** The proof of one inline policy that takes in what is left of several. */
import { expect, it } from 'vitest';
import { verifyMerged } from '../../src/propose/verify/verify.js';

const statement = (Sid: string, Action: string) => ({ Sid, Effect: 'Allow', Action, Resource: '*' });
const text = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const [a, b] = [statement('A', 's3:Get*'), statement('A', 'sqs:*')];

it.each([
  ['the statements of both, with Sids of their own', text(a, { ...b, Sid: 'A2' }), 1000, []],
  ['nothing of the second', text(a), 1000, ['P1']],
  ['another action', text(a, { ...b, Sid: 'A2', Action: '*' }), 1000, ['P1']],
  ['one Sid twice', text(a, b), 1000, ['P1']],
  ['another order', text({ ...b, Sid: 'A2' }, a), 1000, ['P1']],
  ['another version', text(a, { ...b, Sid: 'A2' }).replace('2012', '2008'), 1000, ['P1']],
  ['more than fits', text(a, { ...b, Sid: 'A2' }), 100, ['P5']],
])('%s', (_says, whole, limit, expected) => {
  expect(verifyMerged(whole, [text(a), text(b)], limit).map(({ property }) => property)).toEqual(expected);
});

it('nothing in the place of nothing, and of nothing else', () => {
  expect(verifyMerged(null, [], 10)).toEqual([]);
  expect(verifyMerged(null, [text(a)], 10)).toHaveLength(1);
});
