/** What other statements still allow is not told as gone: of every Allow, those that nothing may change included. */
import { expect, it } from 'vitest';
import { Left } from '../../../src/propose/assess/left.js';
import { KnownActions } from '../../../src/propose/evidence/known-actions.js';

const known = new KnownActions(['s3:GetObject', 's3:PutObject', 'iam:CreateUser', 'iam:GetUser', 'sqs:SendMessage']);
const leftBy = (...statements: object[]): Left =>
  new Left([JSON.stringify({ Version: '2012-10-17', Statement: statements })], known);
const allow = { Effect: 'Allow', Resource: '*' };

it.each([
  ['an Action list', { ...allow, Action: ['S3:get*', 'sqs:SendMessage'] }, ['s3:getobject', 'sqs:sendmessage']],
  ['a statement of other resources', { Effect: 'Allow', NotResource: 'x', Action: 'iam:GetUser' }, ['iam:getuser']],
  ['NotAction', { ...allow, NotAction: ['iam:*', 's3:Put*'] }, ['s3:getobject', 'sqs:sendmessage']],
  ['a Deny', { ...allow, Effect: 'Deny', Action: '*' }, []],
])('%s', (_what, statement, allowed) => {
  const left = leftBy(statement);
  const all = [...known.keysByService().values()].flat();
  expect(all.filter((action) => left.allows(action)).sort()).toEqual([...allowed].sort());
  const services = ['iam', 's3', 'sqs'].filter((service) => allowed.some((action) => action.startsWith(service)));
  expect(['iam', 's3', 'sqs'].filter((service) => left.hasService(service))).toEqual(services);
});

it('joins what several statements allow', () => {
  const left = leftBy({ ...allow, NotAction: 's3:*' }, { ...allow, Action: 's3:GetObject' });
  expect([left.allows('s3:getobject'), left.allows('s3:putobject')]).toEqual([true, false]);
});
