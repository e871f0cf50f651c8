/** The entities of GetAccountAuthorizationDetails as XML; what is empty is left out or empty as IAM does it. */
import {
  attachmentCount,
  boundaryUsageCount,
  type Group,
  type Holder,
  type InlinePolicy,
  type ManagedPolicy,
  type Principal,
} from '../../world/entities.js';
import { type ReportedService, roleLastUsedAt } from '../../world/usage.js';
import { element, encodedDocument, escaped, isoSeconds, list } from '../xml.js';

export function userXml(user: Principal): string {
  const inline = user.inline.length > 0 ? list('UserPolicyList', user.inline.map(inlineXml)) : '';
  const groups = list(
    'GroupList',
    user.groups.map(({ name }) => escaped(name)),
  );
  return `${identity('User', user)}${inline}${groups}${attached(user)}${boundary(user)}${tags(user)}`;
}

export function roleXml(role: Principal, report: readonly ReportedService[], asOf: number): string {
  const trust = element('AssumeRolePolicyDocument', encodedDocument(role.trust ?? '{}'));
  const inline = list('RolePolicyList', role.inline.map(inlineXml));
  const used = roleLastUsed(role, roleLastUsedAt(role, report, asOf));
  return `${identity('Role', role)}${trust}<InstanceProfileList/>${inline}${attached(role)}${boundary(role)}${used}${tags(role)}`;
}

export function roleLastUsed({ habit }: Principal, usedAt: number | null): string {
  if (usedAt === null) return '<RoleLastUsed/>';
  return `<RoleLastUsed>${element('LastUsedDate', isoSeconds(usedAt))}${element('Region', habit.region)}</RoleLastUsed>`;
}

export function groupXml(group: Group): string {
  return `${identity('Group', group)}${list('GroupPolicyList', group.inline.map(inlineXml))}${attached(group)}`;
}

export function policyXml(policy: ManagedPolicy, holders: readonly Holder[]): string {
  const { versions } = policy;
  const [inForce] = versions;
  const members = versions.map(
    (version) =>
      element('Document', encodedDocument(version.document)) +
      element('VersionId', version.versionId) +
      element('IsDefaultVersion', version === inForce) +
      element('CreateDate', isoSeconds(version.createdAt)),
  );
  return policyHead(policy, holders) + list('PolicyVersionList', members);
}

/** What stands of a policy beside its versions. */
export function policyHead(policy: ManagedPolicy, holders: readonly Holder[]): string {
  const { name, id, arn, path, versions, createdAt } = policy;
  const [inForce] = versions;
  return [
    element('PolicyName', name),
    element('PolicyId', id),
    element('Arn', arn),
    element('Path', path),
    element('DefaultVersionId', inForce.versionId),
    element('AttachmentCount', attachmentCount(policy, holders)),
    element('PermissionsBoundaryUsageCount', boundaryUsageCount(policy, holders)),
    element('IsAttachable', true),
    element('CreateDate', isoSeconds(createdAt)),
    element('UpdateDate', isoSeconds(inForce.createdAt)),
  ].join('');
}

export function identity(kind: 'User' | 'Role' | 'Group', { path, name, id, arn, createdAt }: Holder): string {
  const names = element('Path', path) + element(`${kind}Name`, name) + element(`${kind}Id`, id) + element('Arn', arn);
  return names + element('CreateDate', isoSeconds(createdAt));
}

function inlineXml({ name, document }: InlinePolicy): string {
  return element('PolicyName', name) + element('PolicyDocument', encodedDocument(document));
}

function attached({ attached: policies }: Holder): string {
  return list(
    'AttachedManagedPolicies',
    policies.map(({ name, arn }) => element('PolicyName', name) + element('PolicyArn', arn)),
  );
}

export function boundary({ boundary: policy }: Principal): string {
  if (!policy) return '';
  const type = element('PermissionsBoundaryType', 'Policy');
  return `<PermissionsBoundary>${type}${element('PermissionsBoundaryArn', policy.arn)}</PermissionsBoundary>`;
}

export function tags({ tags: all }: Principal): string {
  return list(
    'Tags',
    Object.entries(all).map(([key, value]) => element('Key', key) + element('Value', value)),
  );
}
