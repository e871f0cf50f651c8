/** The answers of the listing as rows. */
import type {
  AttachedPolicy,
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  Tag,
  User,
  UserDetail,
} from '@aws-sdk/client-iam';
import { AnswerError } from '../../aws/failure.js';
import type { RootFacts } from '../../model/report.js';
import type { GroupRow, InlinePolicyRow, PolicyRow, PolicyVersionRow, PrincipalRow } from '../../model/tables.js';

export interface Listing {
  /** Not measured yet: `failed` without a reason, to be completed. Each principal_id once. */
  readonly principals: readonly PrincipalRow[];
  readonly groups: readonly GroupRow[];
  readonly policies: readonly PolicyRow[];
  readonly policyVersions: readonly PolicyVersionRow[];
  readonly inlinePolicies: readonly InlinePolicyRow[];
}

/** The rows with what the summary of the account says. */
export interface CheckedListing extends Listing {
  readonly root: RootFacts;
}

/** What every principal has before it is measured. */
const NOT_YET_MEASURED = {
  status: 'failed',
  error_code: null,
  error_message: null,
  job_id: null,
  generated_at: null,
  services_granted: null,
  services_accessed: null,
  actions_tracked: null,
  actions_accessed: null,
} as const;

/**
 * Rows of all pages; what pages served twice counts once. `users` tells when passwords were used; where it is
 * undefined the rows do not say. Fails with AnswerError where an entry lacks what every one has, or a user is not among `users`.
 */
export function listingOf(
  accountId: string,
  pages: readonly GetAccountAuthorizationDetailsResponse[],
  users: readonly User[] | undefined,
): Listing {
  const known = users && new Map(users.map((user) => [user.UserId, user]));
  const passwordOf = ({ UserId }: UserDetail) =>
    known && given(known.get(UserId), 'match in ListUsers').PasswordLastUsed;
  const userDetails = unique(
    pages.flatMap((page) => page.UserDetailList ?? []),
    (user) => user.UserId,
  );
  const roleDetails = unique(
    pages.flatMap((page) => page.RoleDetailList ?? []),
    (role) => role.RoleId,
  );
  const groupDetails = unique(
    pages.flatMap((page) => page.GroupDetailList ?? []),
    (group) => group.GroupId,
  );
  const policyDetails = unique(
    pages.flatMap((page) => page.Policies ?? []),
    (policy) => policy.Arn,
  );
  return {
    principals: [
      ...userDetails.map((user) => userRow(accountId, user, passwordOf(user))),
      ...roleDetails.map((role) => roleRow(accountId, role)),
    ],
    groups: groupDetails.map((group) => groupRow(accountId, group)),
    policies: policyDetails.map((policy) => policyRow(accountId, policy)),
    policyVersions: policyDetails.flatMap((policy) => versionRows(accountId, policy)),
    inlinePolicies: [
      ...userDetails.flatMap((user) => inlineRows(accountId, 'user', user.Arn, user.UserPolicyList)),
      ...roleDetails.flatMap((role) => inlineRows(accountId, 'role', role.Arn, role.RolePolicyList)),
      ...groupDetails.flatMap((group) => inlineRows(accountId, 'group', group.Arn, group.GroupPolicyList)),
    ],
  };
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string | undefined): T[] {
  return [...new Map(items.map((item) => [given(keyOf(item), 'id'), item])).values()];
}

function userRow(accountId: string, user: UserDetail, passwordLastUsed: Date | undefined): PrincipalRow {
  return {
    ...common(accountId, user, user.UserId, user.UserName),
    principal_type: 'user',
    permission_set_name: null,
    is_service_linked: false,
    role_last_used_at: null,
    role_last_used_region: null,
    password_last_used_at: timeOf(passwordLastUsed),
    inline_policy_names: namesOf(user.UserPolicyList),
    group_names: user.GroupList ?? [],
    assume_role_policy_document: null,
    ...NOT_YET_MEASURED,
  };
}

function roleRow(accountId: string, role: RoleDetail): PrincipalRow {
  return {
    ...common(accountId, role, role.RoleId, role.RoleName),
    principal_type: 'role',
    permission_set_name: permissionSetOf(role),
    is_service_linked: role.Path?.startsWith('/aws-service-role/') ?? false,
    role_last_used_at: timeOf(role.RoleLastUsed?.LastUsedDate),
    role_last_used_region: role.RoleLastUsed?.Region ?? null,
    password_last_used_at: null,
    inline_policy_names: namesOf(role.RolePolicyList),
    group_names: null,
    assume_role_policy_document: documentOf(role.AssumeRolePolicyDocument),
    ...NOT_YET_MEASURED,
  };
}

function common(accountId: string, detail: UserDetail & RoleDetail, id: string | undefined, name: string | undefined) {
  return {
    account_id: accountId,
    principal_arn: given(detail.Arn, 'ARN'),
    principal_id: given(id, 'id'),
    principal_name: given(name, 'name'),
    path: detail.Path ?? '/',
    created_at: timeOf(detail.CreateDate),
    permissions_boundary_arn: detail.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    attached_policy_arns: arnsOf(detail.AttachedManagedPolicies),
    tags: tagsOf(detail.Tags),
  };
}

function groupRow(accountId: string, group: GroupDetail): GroupRow {
  return {
    account_id: accountId,
    group_arn: given(group.Arn, 'ARN'),
    group_id: given(group.GroupId, 'id'),
    group_name: given(group.GroupName, 'name'),
    path: group.Path ?? '/',
    created_at: timeOf(group.CreateDate),
    attached_policy_arns: arnsOf(group.AttachedManagedPolicies),
    inline_policy_names: namesOf(group.GroupPolicyList),
  };
}

function policyRow(accountId: string, policy: ManagedPolicyDetail): PolicyRow {
  const version = policy.PolicyVersionList?.find(({ VersionId }) => VersionId === policy.DefaultVersionId);
  const arn = given(policy.Arn, 'ARN');
  return {
    account_id: accountId,
    policy_arn: arn,
    policy_id: policy.PolicyId ?? null,
    policy_name: given(policy.PolicyName, 'name'),
    path: policy.Path ?? null,
    is_aws_managed: arn.split(':')[4] === 'aws',
    default_version_id: policy.DefaultVersionId ?? null,
    document: documentOf(version?.Document),
    created_at: timeOf(policy.CreateDate),
    updated_at: timeOf(policy.UpdateDate),
    attachment_count: policy.AttachmentCount ?? null,
    permissions_boundary_usage_count: policy.PermissionsBoundaryUsageCount ?? null,
  };
}

/** A version that pages served twice counts once. */
function versionRows(accountId: string, { Arn, PolicyVersionList = [] }: ManagedPolicyDetail): PolicyVersionRow[] {
  return unique(PolicyVersionList, ({ VersionId }) => VersionId).map((version) => ({
    account_id: accountId,
    policy_arn: given(Arn, 'ARN'),
    version_id: given(version.VersionId, 'version'),
    is_default: version.IsDefaultVersion ?? null,
    created_at: timeOf(version.CreateDate),
  }));
}

function inlineRows(
  accountId: string,
  ownerType: string,
  ownerArn: string | undefined,
  policies: readonly PolicyDetail[] | undefined,
): InlinePolicyRow[] {
  return (policies ?? []).map(({ PolicyName, PolicyDocument }) => ({
    account_id: accountId,
    owner_arn: given(ownerArn, 'ARN'),
    owner_type: ownerType,
    policy_name: given(PolicyName, 'name'),
    document: documentOf(PolicyDocument),
  }));
}

/** Roles of IAM Identity Center: AWSReservedSSO_<permission set>_<16 hexadecimal digits>. */
function permissionSetOf({ Path, RoleName }: RoleDetail): string | null {
  if (!Path?.startsWith('/aws-reserved/sso.amazonaws.com/')) return null;
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(RoleName ?? '')?.[1] ?? null;
}

/** IAM encodes documents by RFC 3986, and the SDK leaves them so. One that is not encoded is kept as it is. */
function documentOf(document: string | undefined): string | null {
  if (document === undefined) return null;
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}

function namesOf(policies: readonly PolicyDetail[] | undefined): string[] {
  return (policies ?? []).map(({ PolicyName }) => given(PolicyName, 'name'));
}

function arnsOf(policies: readonly AttachedPolicy[] | undefined): string[] {
  return (policies ?? []).map(({ PolicyArn }) => given(PolicyArn, 'ARN'));
}

function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [given(Key, 'tag key'), Value ?? '']));
}

/** A time that cannot be read must not become null, which says that there was none. */
function timeOf(date: Date | undefined): number | null {
  if (date === undefined) return null;
  if (Number.isNaN(date.getTime())) throw new AnswerError('a time of the listing cannot be read');
  return date.getTime();
}

function given<T>(value: T | undefined, what: string): T {
  if (value === undefined || value === '') throw new AnswerError(`an entry of the listing has no ${what}`);
  return value;
}
