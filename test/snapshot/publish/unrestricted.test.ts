/** Who may do everything, by the policies that it holds itself and through its groups. */
import { expect, test } from 'vitest';
import type { Columns } from '../../../src/model/columns.js';
import { groups, inlinePolicies, policies, principals } from '../../../src/model/tables.js';
import { Statements } from '../../../src/snapshot/publish/facts/statements.js';
import { Unrestricted } from '../../../src/snapshot/publish/facts/unrestricted.js';
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

/** Each table in a part of its own, principals first. */
function counted(rows: Partial<Rows>): number {
  const unrestricted = new Unrestricted();
  const statements = new Statements();
  for (const table of [principals, policies, inlinePolicies, groups]) {
    const nothing = Object.fromEntries(Object.keys(table.columns).map((column) => [column, null]));
    const own = (rows[table.name] ?? []).map((row) => ({ ...nothing, run_id: 'r', ...row }));
    const tables: Record<string, Columns> = { [table.name]: columnsOf(table, own as never) };
    unrestricted.add(tables, statements.rowsOf(tables));
  }
  return unrestricted.count();
}

const held = (...statements: object[]) =>
  counted({ principals: [principal({ attached_policy_arns: ['all'] })], policies: [policy('all', ...statements)] });

test.each<[number, object[]]>([
  [1, [ALL]],
  [1, [{ ...ALL, Action: ['s3:*', '*:*'], Resource: ['arn:aws:s3:::one', '*'] }]],
  [0, [{ ...ALL, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }]],
  [0, [{ ...ALL, Action: 'iam:*' }]],
  [0, [{ ...ALL, Resource: 'arn:aws:s3:::one' }]],
  [0, [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }]],
  [0, [ALL, { Effect: 'Deny', Action: 's3:*', Resource: '*' }]],
])('%i who holds %j', (expected, statements) => expect(held(...statements)).toBe(expected));

test('also by an inline policy, and through a group', () => {
  expect(counted({ principals: [principal({})], inline_policies: [inline(ROLE, ALL)] })).toBe(1);
  const member = principal({ group_names: ['admins'] });
  expect(counted({ principals: [member], groups: [group], inline_policies: [inline(GROUP, ALL)] })).toBe(1);
  const attached = { ...group, attached_policy_arns: ['all'] };
  expect(counted({ principals: [member], groups: [attached], policies: [policy('all', ALL)] })).toBe(1);
});

test('not one that was not measured, that another of its policies denies something, or whose policies are not all known', () => {
  const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
  const own = { inline_policies: [inline(ROLE, ALL)] };
  expect(counted({ ...own, principals: [principal({ status: 'failed' })] })).toBe(0);
  expect(counted({ ...own, principals: [principal({ attached_policy_arns: ['gone'] })] })).toBe(0);
  const denied = { principals: [principal({ attached_policy_arns: ['no'] })], policies: [policy('no', deny)] };
  expect(counted({ ...own, ...denied })).toBe(0);
  expect(
    counted({ principals: [principal({})], inline_policies: [inline(ROLE, ALL), { ...inline(ROLE), document: '{' }] }),
  ).toBe(0);
});
