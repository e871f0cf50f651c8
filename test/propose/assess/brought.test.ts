/** What an edit brought, by what the earlier text said. */
import { expect, it } from 'vitest';
import { isReadable, readPolicy } from '../../../src/policy/document.js';
import { broughtBy } from '../../../src/propose/assess/brought.js';
import { KnownActions } from '../../../src/propose/evidence/known-actions.js';

const known = new KnownActions(['s3:GetObject', 's3:PutObject', 'sqs:SendMessage']);
const textOf = (...statements: object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })),
  });
const brought = (now: string, ...earlier: string[]): string[] => {
  const document = readPolicy(now);
  if (!isReadable(document)) throw new Error(document.problem);
  return [...broughtBy(document, earlier, known)].sort();
};
const reads = textOf({ Action: 's3:Get*' });
const all = textOf({ Action: 's3:*' });
const bucket = 'arn:aws:s3:::bucket';
const condition = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
const deny = { Effect: 'Deny', Action: 's3:Put*' };

it.each([
  ['another action', all, [reads], ['s3:putobject']],
  ['nothing, but for another name', textOf({ Sid: 'New', Action: 's3:GetObject' }), [reads], []],
  ['nothing, but a smaller scope', textOf({ Action: 's3:Get*', Resource: bucket }), [reads], []],
  ['a wider scope', reads, [textOf({ Action: 's3:Get*', Resource: bucket })], ['s3:getobject']],
  ['the end of a condition', reads, [textOf({ Action: 's3:Get*', ...condition })], ['s3:getobject']],
  ['the end of a Deny', all, [textOf({ Action: 's3:*' }, deny)], ['s3:putobject']],
  ['nothing under a Deny that stands', textOf({ Action: 's3:*' }, deny), [textOf({ Action: 's3:*' }, deny)], []],
  ['what one of several texts lacked', all, [all, reads], ['s3:putobject']],
  ['what a NotAction left out', all, [textOf({ Action: undefined, NotAction: 's3:Put*' })], ['s3:putobject']],
  ['everything, where the text cannot be read', reads, ['{'], ['s3:getobject']],
  ['nothing, where there is no earlier text', all, [], []],
])('an edit brought %s', (_what, now, earlier, expected) => expect(brought(now, ...earlier)).toEqual(expected));
