/** Groups, policies and statements of an account in a random lake, as a run reads them. */
import { isDuring } from './calendar.js';
import { DENIED, type Entity } from './entities.js';
import type { LakeRow } from './lake.js';
import type { Random } from './random.js';

/** Of a run and account. */
interface Owner {
  readonly run_id: string;
  readonly snapshot_date: string;
  readonly account_id: string;
}

interface Listed {
  readonly at: number;
  /** Who is there, by ARN. */
  readonly entities: ReadonlyMap<string, Entity>;
}

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnly';
const UPDATED = new Date('2025-01-01T00:00:00Z');

/** The ARN of a customer managed policy that every account has. */
export function ownPolicyOf(accountId: string): string {
  return `arn:aws:iam::${accountId}:policy/own`;
}

export function attachedTo({ account, denial, holdsOwn, isUnrestricted }: Entity, at: number): string[] {
  return [
    isUnrestricted ? administratorOf(account.id, denial) : READ_ONLY,
    ...(holdsOwn && isDuring(holdsOwn, at) ? [ownPolicyOf(account.id)] : []),
    ...(denial && denial !== 'condition' ? [denialOf(account.id, denial)] : []),
  ];
}

/** What holds under a condition is a document of its own: whoever else in the account holds the other is a witness. */
function administratorOf(accountId: string, denial: Entity['denial']): string {
  return denial === 'condition' ? `arn:aws:iam::${accountId}:policy/conditional` : ADMINISTRATOR;
}

/** Each way of denying is a document of its own. */
function denialOf(accountId: string, denial: NonNullable<Entity['denial']>): string {
  return `arn:aws:iam::${accountId}:policy/denial-${denial}`;
}

export const INLINE = 'extra';
/** By its name the group's is left alone, and not what others have. */
const OF_GROUP = 'oncall-extra';

/** Rows by table. What the group holds changes from run to run, and what `own` says. */
export function policyRows(random: Random, of: Owner, listed: Listed): [string, LakeRow][] {
  const own = ownPolicyOf(of.account_id);
  const actions = random.one([['s3:*'], ['s3:GetObject', 's3:PutObject'], ['*']]);
  const group = groupOf(random, of, own);
  const inGroup = (group.attached_policy_arns as string[]).includes(own) ? 1 : 0;
  const holders = [...listed.entities.values()];
  const count = (isSo: (entity: Entity) => boolean): number => holders.filter(isSo).length;
  const counts = {
    attachment_count: count(({ holdsOwn }) => holdsOwn !== null && isDuring(holdsOwn, listed.at)) + inGroup,
    permissions_boundary_usage_count: count(({ isBound }) => isBound !== null && isDuring(isBound, listed.at)),
  };
  const read = { attachment_count: 2, permissions_boundary_usage_count: 0 };
  return [
    ['groups', group],
    ['policies', { ...of, ...policyOf(own), ...counts, document: documentOf(actions) }],
    ['policies', { ...of, ...policyOf(READ_ONLY), ...read }],
    ...[own, READ_ONLY].map((policy_arn): [string, LakeRow] => [
      'policy_versions',
      { ...of, ...versionOf(policy_arn) },
    ]),
    ...statementsOf(random, of, { ...listed, actions, group }).map((row): [string, LakeRow] => [
      'policy_statements',
      { ...of, ...row },
    ]),
  ];
}

function groupOf(random: Random, of: Owner, own: string): LakeRow {
  return {
    ...{ ...of, group_id: `AGPA${of.account_id[0]}`, group_name: 'g', path: '/' },
    group_arn: `arn:aws:iam::${of.account_id}:group/g`,
    attached_policy_arns: random.some([READ_ONLY, own], 0.4),
    inline_policy_names: random.chance(0.4) ? [OF_GROUP] : [],
  };
}

/** What `own` allows: everything under a condition alone, for whoever is allowed it without one is a witness. */
function documentOf(actions: readonly string[]): string {
  const condition = actions[0] === '*' ? { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } } : {};
  const statement = { Effect: 'Allow', Action: actions, Resource: '*', ...condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

interface Said extends Listed {
  readonly actions: readonly string[];
  readonly group: LakeRow;
}

function statementsOf(random: Random, of: Owner, { actions, entities, group }: Said): LakeRow[] {
  const rows = [
    statement(ownPolicyOf(of.account_id), 'own', { actions, has_condition: actions[0] === '*' }),
    statement(READ_ONLY, 'ReadOnly', { actions: ['*:Get*', '*:List*', 'ec2:Describe*'] }),
  ];
  if ((group.inline_policy_names as string[]).length > 0) rows.push(inline(String(group.group_arn), 'group', OF_GROUP));
  for (const [arn, entity] of entities) {
    if (entity.hasInline) rows.push(inline(arn, entity.type));
    if (entity.isUnrestricted) rows.push(...unrestricted(entity));
    if (entity.type === 'role') rows.push(trusted(random, arn));
  }
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function inline(owner_arn: string, owner_type: string, name = INLINE): LakeRow {
  return statement(owner_arn, name, { owner_type, policy_type: 'inline', actions: ['s3:*', 'sqs:*'] });
}

/** A document that was not read has a row that says so alone. */
function unrestricted({ account, denial }: Entity): LakeRow[] {
  const allowed = { actions: ['*'], has_condition: denial === 'condition' };
  const administrator = administratorOf(account.id, denial);
  const rows = [statement(administrator, administrator.split('/')[1] as string, allowed)];
  if (denial === null || denial === 'condition') return rows;
  const arn = denialOf(account.id, denial);
  if (denial === 'unread') {
    const nothing = { statement_index: null, effect: null, actions: null, resources: null, has_condition: null };
    return [...rows, statement(arn, `denial-${denial}`, { ...nothing, problem: 'is no JSON' })];
  }
  const isNegative = denial === 'not_action';
  const denied = { actions: isNegative ? null : DENIED[denial], not_actions: isNegative ? DENIED[denial] : null };
  return [...rows, statement(arn, `denial-${denial}`, { effect: 'Deny', ...denied })];
}

function policyOf(policy_arn: string): LakeRow {
  const policy_name = policy_arn.split('/')[1] as string;
  const told = { policy_id: `ANPA${policy_name}`, path: '/', default_version_id: 'v1', document: '{}' };
  const dates = { created_at: new Date('2020-01-01T00:00:00Z'), updated_at: UPDATED };
  return { policy_arn, policy_name, ...told, ...dates, is_aws_managed: policy_arn.includes('::aws:') };
}

function versionOf(policy_arn: string): LakeRow {
  return { policy_arn, version_id: 'v1', is_default: true, created_at: UPDATED };
}

function statement(owner_arn: string, policy_name: string, some: LakeRow): LakeRow {
  return {
    ...{ owner_arn, owner_type: 'policy', policy_type: 'managed', policy_name, statement_index: 0 },
    ...{ effect: 'Allow', resources: ['*'], has_condition: false, ...some },
  };
}

function trusted(random: Random, owner_arn: string): LakeRow {
  const services = ['Service:Backup.amazonaws.com', 'Service:backups.amazonaws.com', 'AWS:backup.amazonaws.com'];
  const principal = random.one(['*', 'AWS:arn:aws:iam::999999999999:root', `AWS:${owner_arn}`, ...services]);
  const named = { owner_arn, owner_type: 'role', policy_type: 'trust', statement_index: 0, effect: 'Allow' };
  const told = { actions: ['sts:AssumeRole'], has_condition: false, has_external_id: false };
  return { ...named, ...told, principals: [principal] };
}
