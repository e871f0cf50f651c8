/** Groups, policies and statements of an account in a random lake: what is in them changes from run to run. */
import type { LakeRow } from './lake.js';
import type { Random } from './random.js';

/** Of a run and account. */
interface Owner {
  readonly run_id: string;
  readonly snapshot_date: string;
  readonly account_id: string;
}

interface Listed {
  /** ARNs. */
  readonly roles: readonly string[];
  /** Users and roles that hold the policy `own` of the account. */
  readonly holders: number;
}

/** Rows by table. */
export function policyRows(random: Random, of: Owner, { roles, holders }: Listed): [string, LakeRow][] {
  const own = ownPolicyOf(of.account_id);
  const attached = random.some(['arn:aws:iam::aws:policy/ReadOnly', own], 0.4);
  const group = {
    group_id: `AGPA${of.account_id[0]}`,
    group_name: 'g',
    group_arn: `arn:aws:iam::${of.account_id}:group/g`,
  };
  const rows: [string, LakeRow][] = [
    ['groups', { ...of, ...group, path: '/', attached_policy_arns: attached, inline_policy_names: [] }],
    ['policies', { ...of, ...policyOf(own, holders + (attached.includes(own) ? 1 : 0)) }],
    ['policies', { ...of, ...policyOf('arn:aws:iam::aws:policy/ReadOnly', 2) }],
    ...[own, 'arn:aws:iam::aws:policy/ReadOnly'].map((policy_arn): [string, LakeRow] => [
      'policy_versions',
      { ...of, ...versionOf(policy_arn) },
    ]),
  ];
  rows.push(['policy_statements', { ...of, ...allowed(own, random.one(['*', 's3:*', 's3:GetObject'])) }]);
  for (const role of roles)
    rows.push([
      'policy_statements',
      { ...of, ...trusted(role, random.one(['*', 'AWS:arn:aws:iam::999999999999:root', `AWS:${role}`])) },
    ]);
  return rows;
}

const UPDATED = new Date('2025-01-01T00:00:00Z');

/** The ARN of a customer managed policy that every account has. */
export function ownPolicyOf(accountId: string): string {
  return `arn:aws:iam::${accountId}:policy/own`;
}

function policyOf(policy_arn: string, attachment_count: number): LakeRow {
  const policy_name = policy_arn.split('/')[1] as string;
  const told = { policy_id: `ANPA${policy_name}`, path: '/', default_version_id: 'v1', document: '{}' };
  const dates = { created_at: new Date('2020-01-01T00:00:00Z'), updated_at: UPDATED };
  return {
    ...{ policy_arn, policy_name, ...told, ...dates, attachment_count, permissions_boundary_usage_count: 0 },
    is_aws_managed: policy_arn.includes('::aws:'),
  };
}

function versionOf(policy_arn: string): LakeRow {
  return { policy_arn, version_id: 'v1', is_default: true, created_at: UPDATED };
}

function allowed(owner_arn: string, action: string): LakeRow {
  const named = { owner_arn, owner_type: 'policy', policy_type: 'managed', policy_name: 'own', statement_index: 0 };
  return { ...named, effect: 'Allow', actions: [action], resources: ['*'], has_condition: false };
}

function trusted(owner_arn: string, principal: string): LakeRow {
  const named = { owner_arn, owner_type: 'role', policy_type: 'trust', statement_index: 0, effect: 'Allow' };
  const told = { actions: ['sts:AssumeRole'], has_condition: false, has_external_id: false };
  return { ...named, ...told, principals: [principal] };
}
