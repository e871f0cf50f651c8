/**
 * Facts: tables that publish makes of the rows of the same run, so that a question over many dates reads little.
 * They count and pick, and judge nothing.
 */
import { column, required, type TableSchema } from '../schema.js';
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
} from './shared-columns.js';

const lastAccessedAt = required('timestamp', 'Last attempt that IAM saw, denied ones included');

/** Days at which the bands of evidence begin. */
export const EVIDENCE_BANDS = [0, 30, 60, 90, 180, 270, 365, 400] as const;

const evidenceDaysFrom = column(
  'int',
  `Days at which the band of evidence begins (${EVIDENCE_BANDS.join(', ')}); null: the evidence is not known`,
);

const user = {
  account_id: accountId,
  principal_arn: principalArn,
  principal_id: principalId,
  principal_type: principalType,
  permission_set_name: permissionSetName,
  is_service_linked: isServiceLinked,
};

export const actionUses = {
  name: 'action_uses',
  comment:
    'One row per row of action_last_accessed that has a time, with what distinguishes the principal from others that had its ARN',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn', 'service_namespace', 'action_name'],
  columns: {
    run_id: runId,
    ...user,
    service_namespace: namespace,
    action_name: actionName,
    last_accessed_at: lastAccessedAt,
    last_accessed_region: lastAccessedRegion,
  },
} as const satisfies TableSchema;

export const serviceUses = {
  name: 'service_uses',
  comment:
    'One row per row of service_last_accessed that has a time, with what distinguishes the principal from others that had its ARN',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn', 'service_namespace'],
  columns: {
    run_id: runId,
    ...user,
    service_namespace: namespace,
    last_accessed_at: lastAccessedAt,
    last_accessed_region: lastAccessedRegion,
  },
} as const satisfies TableSchema;

export const principalUses = {
  name: 'principal_uses',
  comment:
    'One row per measured principal and Region of the uses in action_uses and service_uses, so that a question about principals reads neither',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn'],
  columns: {
    run_id: runId,
    ...user,
    last_accessed_region: lastAccessedRegion,
    last_accessed_at: required('timestamp', 'Last attempt in the Region that IAM saw, denied ones included'),
    last_service_accessed_at: column('timestamp', 'Likewise, by rows of services alone; null: none of them has a time'),
  },
} as const satisfies TableSchema;

export const seenActions = {
  name: 'seen_actions',
  comment: 'One row per action that has a row of any principal of the run: IAM tracks it',
  partitioned: true,
  sortedBy: ['service_namespace', 'action_name'],
  columns: {
    run_id: runId,
    service_namespace: namespace,
    action_name: actionName,
    first_generated_at: column(
      'timestamp',
      'Earliest report of the run with such a row: it was tracked by then; null: no report says when it was made',
    ),
  },
} as const satisfies TableSchema;

export const seenServices = {
  name: 'seen_services',
  comment: 'One row per service that is granted to a measured principal of the run',
  partitioned: true,
  sortedBy: ['service_namespace'],
  columns: {
    run_id: runId,
    service_namespace: namespace,
    first_generated_at: column(
      'timestamp',
      'Earliest report of the run with such a row; null: no report says when it was made',
    ),
    unrestricted_principals: required(
      'int',
      'Measured principals of the run, the same in every row, that may do everything: a statement allows every action on every resource without a condition, and none denies. What they have no row of, IAM did not know then',
    ),
  },
} as const satisfies TableSchema;

const granted = {
  principals: required(
    'int',
    'Measured principals whose evidence (the lesser of 400 and their age in days) lies in the band',
  ),
  services_granted: required('bigint', 'Services granted to principals of the band, each counted for each principal'),
  services_accessed: required('bigint', 'Of these, with an attempt'),
  actions_tracked: required(
    'bigint',
    'Granted and tracked actions whose evidence (that of the principal, or less where tracking began later) lies in the band',
  ),
  actions_accessed: required('bigint', 'Of these, with an attempt'),
};

export const accountCounts = {
  name: 'account_counts',
  comment: 'One row per account and band of evidence: what its measured principals are granted and accessed',
  partitioned: true,
  sortedBy: ['account_id'],
  columns: { run_id: runId, account_id: accountId, evidence_days_from: evidenceDaysFrom, ...granted },
} as const satisfies TableSchema;

export const accountServiceCounts = {
  name: 'account_service_counts',
  comment: 'One row per account, service and band of evidence: what its measured principals are granted and accessed',
  partitioned: true,
  sortedBy: ['account_id', 'service_namespace'],
  columns: {
    run_id: runId,
    account_id: accountId,
    service_namespace: namespace,
    evidence_days_from: evidenceDaysFrom,
    principals_granted: required('int', 'Principals of the band to whom the service is granted'),
    principals_accessed: required('int', 'Of these, with an attempt'),
    actions_tracked: granted.actions_tracked,
    actions_accessed: granted.actions_accessed,
  },
} as const satisfies TableSchema;

export const accountPermissionSetCounts = {
  name: 'account_permission_set_counts',
  comment: 'One row per account, permission set and band of evidence: what its measured roles are granted and accessed',
  partitioned: true,
  sortedBy: ['account_id', 'permission_set_name'],
  columns: {
    run_id: runId,
    account_id: accountId,
    permission_set_name: required('string', 'Permission set of IAM Identity Center that made the roles'),
    evidence_days_from: evidenceDaysFrom,
    ...granted,
  },
} as const satisfies TableSchema;

export const policyStatements = {
  name: 'policy_statements',
  comment:
    'One row per statement of a policy in force: the default version of a managed one, an inline one, a trust policy',
  partitioned: true,
  sortedBy: ['account_id', 'owner_arn'],
  columns: {
    run_id: runId,
    account_id: accountId,
    owner_arn: required('string', 'ARN of the managed policy; else of the user, role or group whose document it is'),
    owner_type: required('string', 'policy, user, role or group'),
    policy_type: required('string', 'managed, inline or trust'),
    policy_name: column('string', 'Name of the policy; null: a trust policy'),
    statement_index: column('int', 'From 0 in the order of the document; null: the document could not be read'),
    sid: column('string', 'Sid'),
    effect: column('string', 'Allow or Deny; null: the document could not be read'),
    actions: column('list<string>', 'Action, as written; null: the statement has none'),
    not_actions: column('list<string>', 'NotAction, as written; null: the statement has none'),
    resources: column('list<string>', 'Resource, as written; null: the statement has none'),
    not_resources: column('list<string>', 'NotResource, as written; null: the statement has none'),
    has_condition: column('boolean', 'Whether it has a condition'),
    principals: column('list<string>', 'Principal of a trust policy, as type:value or *; null: the statement has none'),
    not_principals: column('list<string>', 'NotPrincipal of a trust policy, likewise'),
    has_external_id: column('boolean', 'Whether a condition of a trust policy asks for sts:ExternalId'),
    oidc_subject: column(
      'list<string>',
      'What conditions of a trust policy ask of the subject of a token; null: nothing',
    ),
    problem: column('string', 'Why the document could not be read, in which case this is its only row; null: it could'),
  },
} as const satisfies TableSchema;

const LIST_HASH = 'first 32 hexadecimal digits of SHA-256 over the names of its actions';

export const principalGrants = {
  name: 'principal_grants',
  comment: 'One row per service that is granted to a measured principal, with the list of its actions that IAM tracks',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn', 'service_namespace'],
  columns: {
    run_id: runId,
    ...user,
    generated_at: generatedAt,
    service_namespace: namespace,
    list_hash: column(
      'string',
      `Name in granted_lists of the list of granted actions that IAM tracks, the ${LIST_HASH}; null: it tracks none of them`,
    ),
    actions_tracked: required('int', 'Actions of the list'),
    actions_accessed: required('int', 'Of these, with an attempt'),
    last_accessed_at: column('timestamp', 'Last attempt at the service that IAM saw; null: none'),
  },
} as const satisfies TableSchema;

export const grantedLists = {
  name: 'granted_lists',
  comment:
    'One row per action of a list that principal_grants names; a run with 200,000 lists or more repeats some, so use DISTINCT',
  partitioned: true,
  sortedBy: ['service_namespace', 'list_hash', 'action_name'],
  columns: {
    run_id: runId,
    service_namespace: namespace,
    list_hash: required('string', `Name of the list, the same in every run: the ${LIST_HASH}`),
    action_name: actionName,
  },
} as const satisfies TableSchema;

export const witnesses = {
  name: 'witnesses',
  comment:
    'One row per measured principal that may do everything: a statement allows every action on every resource without a condition, every document that it holds, also by a group, can be read, and none denies by NotAction or by a pattern of no one service. What its report does not show, of a service that it is not denied, IAM did not track then',
  partitioned: true,
  sortedBy: ['account_id', 'principal_id'],
  columns: {
    run_id: runId,
    account_id: accountId,
    principal_id: principalId,
    generated_at: required('timestamp', generatedAt.comment),
    denied_services: required(
      'list<string>',
      'Services with an action that a statement denies, on any resource and under any condition, in lower case and in order',
    ),
  },
} as const satisfies TableSchema;

/** Every table of facts, in the order in which documentation shows them. */
export const FACT_TABLES = [
  actionUses,
  serviceUses,
  principalUses,
  seenActions,
  seenServices,
  accountCounts,
  accountServiceCounts,
  accountPermissionSetCounts,
  policyStatements,
  principalGrants,
  grantedLists,
  witnesses,
] as const satisfies readonly TableSchema[];
