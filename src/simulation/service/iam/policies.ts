/** Reads of managed and inline policies one by one. */
import {
  attachmentCount,
  boundaryUsageCount,
  type Holder,
  type ManagedPolicy,
  type PolicyVersion,
} from '../../world/entities.js';
import { validationError } from '../aws-error.js';
import { type Body, type Call, requiredParam } from '../call.js';
import { element, encodedDocument, escaped, isoSeconds, list } from '../xml.js';
import { policyHead } from './entities-xml.js';
import {
  inlineNamed,
  inPath,
  type Kind,
  listPage,
  type Member,
  memberPage,
  named,
  noSuchEntity,
  pageHead,
  policyNamed,
} from './lists.js';

/** ListAttachedUserPolicies and its like. */
export function listAttached(kind: Kind): (call: Call) => Body {
  return (call) =>
    listPage(
      call,
      'AttachedPolicies',
      inPath(call, named(call, kind).attached).map(({ name, arn }) => ({
        key: name,
        xml: element('PolicyName', name) + element('PolicyArn', arn),
      })),
    );
}

/** ListUserPolicies and its like: names of inline policies. */
export function listInline(kind: Kind): (call: Call) => Body {
  return (call) =>
    listPage(
      call,
      'PolicyNames',
      named(call, kind).inline.map(({ name }) => ({ key: name, xml: escaped(name) })),
    );
}

/** GetUserPolicy and its like: an inline policy. */
export function getInline(kind: Kind): (call: Call) => Body {
  return (call) => {
    const { name, document } = inlineNamed(call, kind);
    const owner = element(`${kind}Name`, named(call, kind).name);
    return [owner, element('PolicyName', name), element('PolicyDocument', encodedDocument(document))];
  };
}

/** Of the policies of AWS, those that the account uses. @throws AwsError */
export function listPolicies(call: Call): Body {
  const { params, world, session } = call;
  const { localPolicies, awsPolicies } = world.state(session.caller.accountId);
  const scope = oneOf(params, 'Scope', ['All', 'AWS', 'Local']) ?? 'All';
  const all = [...(scope === 'AWS' ? [] : localPolicies), ...(scope === 'Local' ? [] : awsPolicies)];
  const holders = holdersOf(call);
  const isAsked = isUsedAs(params, holders);
  const members = inPath(call, all).filter(isAsked);
  return listPage(
    call,
    'Policies',
    members.map((policy) => ({ key: `${policy.name} ${policy.arn}`, xml: policyHead(policy, holders) })),
  );
}

function isUsedAs(params: URLSearchParams, holders: readonly Holder[]): (policy: ManagedPolicy) => boolean {
  const usage = oneOf(params, 'PolicyUsageFilter', USAGES);
  const onlyAttached = params.get('OnlyAttached') === 'true';
  return (policy) => {
    const isBoundary = boundaryUsageCount(policy, holders) > 0;
    const isAttached = attachmentCount(policy, holders) > 0;
    if (usage === 'PermissionsBoundary') return isBoundary;
    if (usage === 'PermissionsPolicy') return isAttached;
    return !onlyAttached || isAttached || isBoundary;
  };
}

const USAGES = ['PermissionsPolicy', 'PermissionsBoundary'] as const;

/** @throws AwsError */
export function getPolicy(call: Call): Body {
  return [`<Policy>${policyHead(policyNamed(call), holdersOf(call))}</Policy>`];
}

/** @throws AwsError */
export function listVersions(call: Call): Body {
  const policy = policyNamed(call);
  const place = ({ versionId }: PolicyVersion) => String(100_000 - Number(versionId.slice(1)));
  return listPage(
    call,
    'Versions',
    policy.versions.map((version) => ({ key: place(version), xml: versionHead(policy, version) })),
  );
}

/** @throws AwsError */
export function getVersion(call: Call): Body {
  const policy = policyNamed(call);
  const versionId = requiredParam(call.params, 'VersionId');
  const version = policy.versions.find((one) => one.versionId === versionId);
  if (!version) throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`);
  const document = element('Document', encodedDocument(version.document));
  return [`<PolicyVersion>${document}${versionHead(policy, version)}</PolicyVersion>`];
}

function versionHead({ versions }: ManagedPolicy, version: PolicyVersion): string {
  const names = element('VersionId', version.versionId) + element('IsDefaultVersion', version === versions[0]);
  return names + element('CreateDate', isoSeconds(version.createdAt));
}

const ENTITIES = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;

/** Three lists that share the budget of a page. @throws AwsError */
export function listEntities(call: Call): Body {
  const { params, world, session } = call;
  const policy = policyNamed(call);
  const { users, roles, groups } = world.state(session.caller.accountId);
  const filter = oneOf(params, 'EntityFilter', ENTITIES);
  const usage = oneOf(params, 'PolicyUsageFilter', USAGES);
  const holds = (holder: Holder): boolean =>
    (usage !== 'PermissionsBoundary' && attachmentCount(policy, [holder]) > 0) ||
    (usage !== 'PermissionsPolicy' && boundaryUsageCount(policy, [holder]) > 0);
  const membersOf = (kind: Kind, all: readonly Holder[]) =>
    (filter ?? kind) === kind ? inPath(call, all).filter(holds).map(entityMember(kind)) : [];
  const members = [...membersOf('Group', groups), ...membersOf('User', users), ...membersOf('Role', roles)];
  const page = memberPage(call, members);
  const listOf = (kind: Kind): string =>
    list(
      `Policy${kind}s`,
      page.entries.filter((member) => member.kind === kind).map(({ xml }) => xml),
    );
  return [pageHead(page), listOf('Group'), listOf('User'), listOf('Role')];
}

function entityMember(kind: Kind): (holder: Holder) => Member & { readonly kind: Kind } {
  return ({ name, id }) => ({
    kind,
    key: `${kind} ${name}`,
    xml: element(`${kind}Name`, name) + element(`${kind}Id`, id),
  });
}

/** @throws AwsError */
function oneOf<T extends string>(params: URLSearchParams, name: string, known: readonly T[]): T | undefined {
  const given = params.get(name);
  const found = known.find((value) => value === given);
  if (found || given === null) return found;
  const word = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value '${given}' at '${word}' failed to satisfy constraint: Member must satisfy enum value set: [${known.join(', ')}]`,
  );
}

function holdersOf({ world, session }: Call): Holder[] {
  const { users, roles, groups } = world.state(session.caller.accountId);
  return [...users, ...roles, ...groups];
}
