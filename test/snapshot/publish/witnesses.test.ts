/** Who may do everything, by the policies that it holds itself and through its groups, and what it is denied. */
import { expect, test } from 'vitest';
import type { Columns } from '../../../src/model/columns.js';
import { groups, inlinePolicies, policies, principals } from '../../../src/model/tables.js';
import { Statements } from '../../../src/snapshot/publish/facts/statements.js';
import { Witnesses } from '../../../src/snapshot/publish/facts/witnesses.js';
import { columnsOf } from '../../../src/tables/columns/rows.js';

const ROLE = 'arn:aws:iam::111111111111:role/boss';
const GROUP = 'arn:aws:iam::111111111111:group/admins';
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

const principal = (some: object) => ({
  account_id: '111111111111',
  principal_arn: ROLE,
  principal_id: 'AROA',
  principal_type: 'role',
  status: 'exported',
  principal_name: 'boss',
  generated_at: 1,
  path: '/',
  is_service_linked: false,
  inline_policy_names: [],
  attached_policy_arns: [],
  group_names: null,
  tags: {},
  ...some,
});
const policy = (policy_arn: string, ...statements: object[]) => ({
  account_id: '111111111111',
  policy_arn,
  policy_name: policy_arn,
  is_aws_managed: false,
  document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
});
const inline = (owner_arn: string, ...statements: object[]) => ({
  account_id: '111111111111',
  owner_arn,
  owner_type: 'role',
  policy_name: 'own',
  document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
});
const group = { account_id: '111111111111', group_arn: GROUP, group_id: 'AGPA', group_name: 'admins', path: '/' };

type Rows = Readonly<Record<'principals' | 'policies' | 'inline_policies' | 'groups', readonly object[]>>;

/** Of each witness the services that it is denied; each table in a part of its own, principals first. */
function witnessed(rows: Partial<Rows>): (readonly string[])[] {
  const witnesses = new Witnesses();
  const statements = new Statements();
  for (const table of [principals, policies, inlinePolicies, groups]) {
    const nothing = Object.fromEntries(Object.keys(table.columns).map((column) => [column, null]));
    const own = (rows[table.name] ?? []).map((row) => ({ ...nothing, run_id: 'r', ...row }));
    const tables: Record<string, Columns> = { [table.name]: columnsOf(table, own as never) };
    witnesses.add(tables, statements.rowsOf(tables));
  }
  return witnesses.rows().map(({ denied_services }) => denied_services);
}

const held = (...statements: object[]) =>
  witnessed({ principals: [principal({ attached_policy_arns: ['all'] })], policies: [policy('all', ...statements)] });

test.each<object[]>([[ALL], [{ ...ALL, Action: ['s3:*', '*:*'], Resource: ['arn:aws:s3:::one', '*'] }]])(
  'a witness holds %j',
  (...statements) => expect(held(...statements)).toEqual([[]]),
);

test.each<object[]>([
  [{ ...ALL, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  [{ ...ALL, Action: 'iam:*' }],
  [{ ...ALL, Resource: 'arn:aws:s3:::one' }],
  [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
])('none holds %j alone', (...statements) => expect(held(...statements)).toEqual([]));

test('a Deny takes away the services that it names, whatever its resource and condition', () => {
  const bounded = { Resource: 'arn:aws:s3:::one', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  const deny = { Effect: 'Deny', Action: ['S3:Get*', 'ec2:*', 's3:PutObject'], ...bounded };
  expect(held(ALL, deny)).toEqual([['ec2', 's3']]);
});

test.each(['*', '*:*', 's*:GetObject', '?3:*', 's3', ':x', ['s3:*', '*']])('no witness is denied %j', (Action) =>
  expect(held(ALL, { Effect: 'Deny', Action, Resource: '*' })).toEqual([]),
);

test('no witness is denied by NotAction, or by no action at all', () => {
  expect(held(ALL, { Effect: 'Deny', NotAction: 's3:*', Resource: '*' })).toEqual([]);
  expect(held(ALL, { Effect: 'Deny', Action: [], Resource: '*' })).toEqual([]);
});

const EVERYTHING = [[]];
const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };

const HOLDS_OWN = { inline_policy_names: ['own'] };

test('also by an inline policy, and through a group, whose name IAM compares without case', () => {
  expect(witnessed({ principals: [principal(HOLDS_OWN)], inline_policies: [inline(ROLE, ALL)] })).toEqual(EVERYTHING);
  const member = principal({ group_names: ['Admins'] });
  const inGroup = { principals: [member], groups: [{ ...group, ...HOLDS_OWN }], inline_policies: [inline(GROUP, ALL)] };
  expect(witnessed(inGroup)).toEqual(EVERYTHING);
  const attached = { ...group, attached_policy_arns: ['all'] };
  expect(witnessed({ principals: [member], groups: [attached], policies: [policy('all', ALL)] })).toEqual(EVERYTHING);
  const bound = principal({ ...member, ...HOLDS_OWN });
  const denied = { ...inGroup, principals: [bound], inline_policies: [inline(ROLE, ALL), inline(GROUP, deny)] };
  expect(witnessed(denied)).toEqual([['s3']]);
});

test('not one that was not measured, whose report has no time, or whose documents are not all known', () => {
  const own = { inline_policies: [inline(ROLE, ALL)] };
  expect(witnessed({ ...own, principals: [principal({ ...HOLDS_OWN, status: 'failed' })] })).toEqual([]);
  expect(witnessed({ ...own, principals: [principal({ ...HOLDS_OWN, generated_at: null })] })).toEqual([]);
  expect(witnessed({ ...own, principals: [principal({ ...HOLDS_OWN, attached_policy_arns: ['gone'] })] })).toEqual([]);
  expect(witnessed({ ...own, principals: [principal({ inline_policy_names: ['own', 'gone'] })] })).toEqual([]);
  const unread = [inline(ROLE, ALL), { ...inline(ROLE), document: '{' }];
  expect(witnessed({ principals: [principal(HOLDS_OWN)], inline_policies: unread })).toEqual([]);
});
