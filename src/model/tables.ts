/** The tables of a lake: the public contract. Columns may be added later, never renamed. */

import { choice, column, type Row, required, type TableSchema, type Unpublished } from './schema.js';
import { SOURCE_STATUSES } from './sources.js';
import { accessKeys, credentials, serviceCredentials } from './tables/credentials.js';
import { derivedOwners, derivedTrendHistory, derivedTrends, derivedWorklist } from './tables/derived.js';
import { FACT_TABLES } from './tables/facts.js';
import { derivedJudgements, JUDGED_TABLES } from './tables/judged.js';
import {
  accountId,
  actionName,
  generatedAt,
  isServiceLinked,
  lastAccessedRegion,
  namespace,
  permissionSetName,
  principalArn,
  principalId,
  principalType,
  runId,
} from './tables/shared-columns.js';

/** The version of this declaration that a run writes; a reader refuses a newer one. */
export const SCHEMA_VERSION = 1;

/** The partition key of every table but `runs`; a folder name, not a column of the files. */
export const PARTITION_KEY = {
  name: 'snapshot_date',
  type: 'string',
  comment: 'Date of the snapshot in UTC, yyyy-MM-dd',
} as const;

const lastAccessedAt = column(
  'timestamp',
  'Last attempt that IAM saw, denied ones included; null: tracked and no attempt seen in the tracking period',
);
const lastAccessedEntityArn = column('string', 'ARN of the user or role that made the last attempt');
const errorCode = column('string', 'Why it could not be measured, as a code; null when it was');
const errorMessage = column('string', 'Why it could not be measured, as a sentence; null when it was');

export const runs = {
  name: 'runs',
  comment: 'One row per committed run; a plan that was abandoned, or whose run has expired, has a file without rows',
  partitioned: false,
  sortedBy: ['run_id'],
  isUncompressed: true,
  columns: {
    run_id: runId,
    snapshot_date: required('string', 'Date of the snapshot that the run belongs to, yyyy-MM-dd in UTC'),
    schema_version: required('int', 'Version of the declaration of the tables that the run wrote'),
    tool_version: required('string', 'Version of Access Lake that wrote the run'),
    aws_partition: required('string', 'AWS partition, such as aws or aws-us-gov'),
    organization_id: column('string', 'Organization ID; null when the caller exported its own account alone'),
    management_account_id: column('string', 'Management account of the organization; null as organization_id'),
    caller_arn: required('string', 'ARN of the identity that ran the export'),
    scope: required('string', 'Filters of the run, as JSON'),
    reference_date: required('string', 'Date of the list of names and levels behind the table actions, yyyy-MM-dd'),
    tracked_as_of: required('string', 'Day on which is_tracked of the table actions was read, yyyy-MM-dd'),
    started_at: required('timestamp', 'When the run was planned'),
    finished_at: required('timestamp', 'When the run was published'),
    accounts_total: required('int', 'Accounts of the organization'),
    accounts_exported: required('int', 'Accounts that were exported'),
    accounts_failed: required('int', 'Accounts that could not be measured, or not to the end'),
    accounts_skipped: required('int', 'Accounts that cannot be measured by their state (suspended, closed)'),
    accounts_excluded: required('int', 'Accounts that the filters left out'),
    principals_total: required(
      'int',
      'Principals known: those listed, and of an account whose listing did not complete those measured before',
    ),
    principals_exported: required('int', 'Principals that were measured'),
    principals_failed: required('int', 'Principals that could not be measured'),
    principals_deleted: required('int', 'Principals that were deleted between listing and report'),
    service_rows: required('bigint', 'Rows of service_last_accessed'),
    action_rows: required('bigint', 'Rows of action_last_accessed'),
    api_calls: required('bigint', 'AWS API calls made, attempts of the SDK included'),
    throttled_calls: required('bigint', 'Calls of these that were answered with throttling'),
    manifest: required('string', 'Files of the run as JSON: path, rows, bytes, sha256 of each'),
  },
} as const satisfies TableSchema;

export const accounts = {
  name: 'accounts',
  comment: 'One row per account of the organization, always all of them',
  partitioned: true,
  sortedBy: ['account_id'],
  columns: {
    run_id: runId,
    account_id: accountId,
    account_name: column('string', 'Name of the account in the organization'),
    account_state: column('string', 'State in the organization, such as ACTIVE or SUSPENDED'),
    is_management_account: column('boolean', 'Whether it is the management account; null: not known'),
    joined_at: column('timestamp', 'When the account joined the organization'),
    ou_id: column('string', 'Organizational unit or root that holds the account'),
    ou_path: column('string', 'IDs from the root down to ou_id, joined by /'),
    ou_path_names: column('string', 'Names from the root down to ou_id, joined by /'),
    email: column('string', 'E-mail address of the account in the organization; null: not known'),
    tags: column(
      'map<string,string>',
      'Tags of the account in the organization, empty where it has none; null: not known, because reading them was denied or failed, or the run left the account out',
    ),
    status: choice(['exported', 'failed', 'skipped', 'excluded'], 'exported, failed, skipped or excluded'),
    error_code: errorCode,
    error_message: errorMessage,
    principals_total: column('int', 'Principals listed; null: the listing did not complete'),
    principals_exported: column('int', 'Principals measured; null as principals_total'),
    principals_failed: column('int', 'Principals that could not be measured; null as principals_total'),
    principals_deleted: column('int', 'Principals deleted between listing and report; null as principals_total'),
    started_at: column('timestamp', 'When its collection began; null when it was not tried'),
    finished_at: column('timestamp', 'When its collection ended; null when it was not tried'),
    root_has_password: column('boolean', 'Whether the root user has a password; null: not known'),
    root_has_access_keys: column('boolean', 'Whether the root user has access keys; null: not known'),
    root_has_mfa: column('boolean', 'Whether the root user has an MFA device; null: not known'),
  },
} as const satisfies TableSchema;

export const principals = {
  name: 'principals',
  comment: 'One row per IAM user or role; its identity over time is account_id with principal_id',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn'],
  columns: {
    run_id: runId,
    account_id: accountId,
    principal_arn: principalArn,
    principal_id: principalId,
    principal_type: principalType,
    principal_name: required('string', 'Name without the path'),
    path: required('string', 'Path, such as /service-role/'),
    permission_set_name: permissionSetName,
    created_at: column('timestamp', 'When the principal was created'),
    is_service_linked: isServiceLinked,
    role_last_used_at: column(
      'timestamp',
      'Last use of the role by RoleLastUsed, resource policies included; null: unused in the tracking period, or a user',
    ),
    role_last_used_region: column('string', 'Region of role_last_used_at'),
    password_last_used_at: column('timestamp', 'Last sign-in with the password; null: none known, or a role'),
    permissions_boundary_arn: column('string', 'Policy that is its permissions boundary'),
    attached_policy_arns: column('list<string>', 'Managed policies attached to it'),
    inline_policy_names: column('list<string>', 'Inline policies in it'),
    group_names: column('list<string>', 'Groups of the user; null for a role'),
    tags: column('map<string,string>', 'Tags'),
    assume_role_policy_document: column('string', 'Trust policy of the role as JSON; null for a user'),
    status: choice(['exported', 'failed', 'deleted'], 'exported, failed or deleted'),
    error_code: errorCode,
    error_message: errorMessage,
    job_id: column('string', 'Job that reported on it; null when it was not measured'),
    generated_at: generatedAt,
    services_granted: column('int', 'Services granted by identity policies; null: not measured'),
    services_accessed: column('int', 'Services of these with an attempt; null: not measured'),
    actions_tracked: column('int', 'Granted actions that IAM tracks; null: not measured'),
    actions_accessed: column('int', 'Actions of these with an attempt; null: not measured'),
  },
} as const satisfies TableSchema;

export const serviceLastAccessed = {
  name: 'service_last_accessed',
  comment: 'One row per principal and service that its identity policies grant',
  partitioned: true,
  sortedBy: ['account_id', 'service_namespace', 'principal_arn'],
  columns: {
    run_id: runId,
    account_id: accountId,
    principal_arn: principalArn,
    service_namespace: namespace,
    service_name: column('string', 'Name of the service as IAM shows it'),
    last_accessed_at: lastAccessedAt,
    last_accessed_region: lastAccessedRegion,
    last_accessed_entity_arn: lastAccessedEntityArn,
    total_authenticated_entities: column('int', 'Principals that attempted access: 0 or 1 for a user or role'),
    actions_tracked: required('int', 'Granted actions of the service that IAM tracks'),
    actions_accessed: required('int', 'Actions of these with an attempt'),
  },
} as const satisfies TableSchema;

export const actionLastAccessed = {
  name: 'action_last_accessed',
  comment:
    'One row per principal and granted action that IAM tracks; an action without a row is not known to be unused',
  partitioned: true,
  sortedBy: ['service_namespace', 'account_id', 'principal_arn', 'action_name'],
  clustering: {
    sets: ['service_namespace', 'account_id', 'principal_arn'],
    values: 'action_name',
    unused: 'last_accessed_at',
  },
  columns: {
    run_id: runId,
    account_id: accountId,
    principal_arn: principalArn,
    service_namespace: namespace,
    action_name: actionName,
    last_accessed_at: lastAccessedAt,
    last_accessed_region: lastAccessedRegion,
    last_accessed_entity_arn: lastAccessedEntityArn,
  },
} as const satisfies TableSchema;

export const actions = {
  name: 'actions',
  comment: 'One row per action that the service reference knows',
  partitioned: true,
  sortedBy: ['service_namespace', 'action_name'],
  columns: {
    run_id: runId,
    service_namespace: namespace,
    action_name: required('string', 'Action without its service'),
    access_level: column('string', 'List, Read, Write, Tagging or Permissions management'),
    is_tracked: column(
      'boolean',
      'Whether IAM reports last-accessed information for it, as of tracked_as_of of the run; null: not known',
    ),
    tracked_since: column('timestamp', 'Day from which IAM tracks it; null: not tracked, or not documented'),
    is_withdrawn: column('boolean', 'Whether AWS no longer lists the name: documents may still have it'),
  },
} as const satisfies TableSchema;

export const groups = {
  name: 'groups',
  comment: 'One row per IAM group',
  partitioned: true,
  sortedBy: ['account_id', 'group_arn'],
  columns: {
    run_id: runId,
    account_id: accountId,
    group_arn: required('string', 'ARN of the group'),
    group_id: required('string', 'Unique ID (AGPA…)'),
    group_name: required('string', 'Name without the path'),
    path: required('string', 'Path'),
    created_at: column('timestamp', 'When the group was created'),
    attached_policy_arns: column('list<string>', 'Managed policies attached to it'),
    inline_policy_names: column('list<string>', 'Inline policies in it'),
  },
} as const satisfies TableSchema;

export const policies = {
  name: 'policies',
  comment: 'One row per managed policy in the account or used by it',
  partitioned: true,
  sortedBy: ['account_id', 'policy_arn'],
  columns: {
    run_id: runId,
    account_id: accountId,
    policy_arn: required('string', 'ARN of the policy'),
    policy_id: column('string', 'Unique ID (ANPA…)'),
    policy_name: required('string', 'Name without the path'),
    path: column('string', 'Path'),
    is_aws_managed: required('boolean', 'Whether AWS manages it'),
    default_version_id: column('string', 'Version in force, such as v3'),
    document: column('string', 'Document of the version in force, as JSON'),
    created_at: column('timestamp', 'When the policy was created'),
    updated_at: column('timestamp', 'When the policy was last changed'),
    attachment_count: column('int', 'Users, roles and groups that it is attached to'),
    permissions_boundary_usage_count: column(
      'int',
      'Users and roles whose permissions boundary it is; null: the run did not collect it',
    ),
  },
} as const satisfies TableSchema;

export const policyVersions = {
  name: 'policy_versions',
  comment: 'One row per version that IAM retains of a managed policy in the account or used by it',
  partitioned: true,
  sortedBy: ['account_id', 'policy_arn', 'version_id'],
  columns: {
    run_id: runId,
    account_id: accountId,
    policy_arn: required('string', 'ARN of the policy'),
    version_id: required('string', 'Version, such as v3'),
    is_default: column('boolean', 'Whether it is the version in force'),
    created_at: column('timestamp', 'When the version was created'),
  },
} as const satisfies TableSchema;

export const inlinePolicies = {
  name: 'inline_policies',
  comment: 'One row per inline policy of a user, role or group',
  partitioned: true,
  sortedBy: ['account_id', 'owner_arn', 'policy_name'],
  columns: {
    run_id: runId,
    account_id: accountId,
    owner_arn: required('string', 'ARN of the user, role or group that holds it'),
    owner_type: required('string', 'user, role or group'),
    policy_name: required('string', 'Name of the policy'),
    document: column('string', 'Document as JSON'),
  },
} as const satisfies TableSchema;

export const evidenceSources = {
  name: 'evidence_sources',
  comment:
    'One row per account and source of evidence beside the reports: whether it was collected, and why not; without account_id of the organization',
  partitioned: true,
  sortedBy: ['source', 'account_id', 'subject'],
  columns: {
    run_id: runId,
    source: required('string', 'Name of the source, such as account-tags'),
    account_id: column('string', accountId.comment),
    subject: column('string', 'Part of the account, such as a Region; null: all of it'),
    asked_in: column('string', 'Account whose session or caller asked; null: nobody asked'),
    status: choice(
      SOURCE_STATUSES,
      'collected, partial (some of it is missing), refused, failed, or not_asked; unless collected, a missing row means nothing',
    ),
    error_code: errorCode,
    error_message: errorMessage,
    rows: column(
      'int',
      'Rows that it has of the account in its tables, of account-tags the tags; null: not collected, not even in part',
    ),
    generated_at: generatedAt,
    finished_at: column('timestamp', 'When asking it ended; null: nobody asked'),
  },
} as const satisfies TableSchema;

/** Tables whose rows are the organization's, or the reference's, as they were read. */
export const COLLECTED_TABLES = [
  accounts,
  principals,
  serviceLastAccessed,
  actionLastAccessed,
  actions,
  groups,
  policies,
  policyVersions,
  inlinePolicies,
  evidenceSources,
  credentials,
  accessKeys,
  serviceCredentials,
] as const satisfies readonly TableSchema[];

/** Every table that runs write, in the order in which documentation shows them. */
export const TABLES = [runs, ...COLLECTED_TABLES, ...FACT_TABLES] as const satisfies readonly TableSchema[];

/** Tables that SQL makes of those of the runs: no manifest names their files, and nothing is lost with them. */
export const DERIVED_TABLES = [
  derivedTrendHistory,
  derivedTrends,
  derivedWorklist,
  derivedJudgements,
  ...JUDGED_TABLES,
  derivedOwners,
] as const satisfies readonly TableSchema[];

export type DerivedTable = (typeof DERIVED_TABLES)[number];

/** The file of a derived table, of that date where there is one a date; always rewritten as a whole. */
export function derivedKey({ folder, name, partitioned }: DerivedTable, date: string): string {
  return `${folder}/${partitioned ? `${PARTITION_KEY.name}=${date}/` : ''}${name}.parquet`;
}

/** Every table that can be asked. */
export const ALL_TABLES = [...TABLES, ...DERIVED_TABLES] as const satisfies readonly TableSchema[];

export type RunRow = Row<typeof runs>;
export type AccountRow = Unpublished<typeof accounts>;
export type PrincipalRow = Unpublished<typeof principals>;
export type GroupRow = Unpublished<typeof groups>;
export type PolicyRow = Unpublished<typeof policies>;
export type PolicyVersionRow = Unpublished<typeof policyVersions>;
export type InlinePolicyRow = Unpublished<typeof inlinePolicies>;
export type EvidenceSourceRow = Unpublished<typeof evidenceSources>;
export type CredentialRow = Unpublished<typeof credentials>;
export type AccessKeyRow = Unpublished<typeof accessKeys>;
export type ServiceCredentialRow = Unpublished<typeof serviceCredentials>;
export type ActionRow = Unpublished<typeof actions>;
