/** Managed policies as subjects: an account's own by itself, one of AWS through a copy for those who hold it. */
import type { ManagedPolicy, Principal } from '../evidence/snapshot.js';
import { type Common, gapsOfAccount, gapsOfHolders, refusalOfText } from './common.js';
import { isExceptedPrincipal } from './exceptions.js';
import { ownerOf } from './ownership.js';
import type { Gap, Refusal, Subject } from './subject.js';

/** Characters without white space: IAM User Guide, "IAM and AWS STS quotas". */
const MANAGED_LIMIT = 6144;

export function managedSubject(policy: ManagedPolicy, common: Common): Subject {
  const { holdings, exceptions } = common;
  const key = `${policy.accountId} ${policy.arn}`;
  const all = holdings.ofPolicy.get(key) ?? [];
  const groups = holdings.groupsOfPolicy.get(key) ?? [];
  const leftOut = policy.isAwsManaged ? leftOutOf(all, common) : [];
  const keeps = new Set(leftOut.map(({ arn }) => arn));
  const holders = all.filter(({ arn }) => !keeps.has(arn));
  const known = (holdings.attachedTo.get(key)?.length ?? 0) + groups.length;
  const excepted = !policy.isAwsManaged && all.some((one) => isExceptedPrincipal(exceptions, one));
  return {
    kind: policy.isAwsManaged ? 'aws_managed_policy' : 'managed_policy',
    key,
    accountId: policy.accountId,
    arn: policy.arn,
    ownerArn: null,
    name: policy.name,
    defaultVersionId: policy.defaultVersionId,
    parts: [{ name: policy.name, arn: policy.arn, text: policy.document }],
    holders,
    groupArns: groups.map(({ arn }) => arn),
    attachments: policy.attachments ?? known,
    leftOut,
    changedAt: policy.isAwsManaged ? null : policy.updatedAt,
    limit: MANAGED_LIMIT,
    besides: 0,
    refusal: refusalOf(policy, common) ?? (excepted ? 'excepted_holder' : null),
    gaps: [
      ...gapsOfHolders(holders, common.days),
      ...gapsOfAccount(policy.accountId, common),
      ...missingAttachments(policy, known),
      ...(policy.isAwsManaged ? [] : ownedElsewhere(policy)),
    ],
  };
}

/** A boundary limits others than those who hold the policy: it never changes. */
function refusalOf({ document, boundaryUses, accountId, arn }: ManagedPolicy, common: Common): Refusal | null {
  if (common.boundaries.has(`${accountId} ${arn}`) || (boundaryUses ?? 0) > 0) return 'boundary';
  return refusalOfText(document) ?? (boundaryUses === null ? 'boundary_unknown' : null);
}

function leftOutOf(holders: readonly Principal[], { exceptions }: Common): Subject['leftOut'] {
  return holders.flatMap((one) => {
    if (one.permissionSet !== null) return [{ arn: one.arn, reason: 'role of IAM Identity Center' }];
    if (one.isServiceLinked) return [{ arn: one.arn, reason: 'service-linked role' }];
    return isExceptedPrincipal(exceptions, one) ? [{ arn: one.arn, reason: 'excepted' }] : [];
  });
}

function missingAttachments({ attachments }: ManagedPolicy, known: number): Gap[] {
  if (attachments !== null && known >= attachments) return [];
  const subject = attachments === null ? 'IAM did not tell the number of attachments' : `${known} of ${attachments}`;
  return [{ code: 'attachments_missing', subject }];
}

function ownedElsewhere(policy: ManagedPolicy): Gap[] {
  const owner = ownerOf(policy);
  return owner === undefined ? [] : [{ code: 'owned_elsewhere', subject: owner }];
}
