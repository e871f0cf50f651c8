/** Managed policies as subjects: an account's own by itself, one of AWS through a copy for those who hold it. */

import { type Common, gapsOfAccount, gapsOfHolders, keptOf, type Refused, refusalOfText } from './common.js';
import { whyIdleByName, whyKeepsPoliciesOfAws, whyKept } from './exceptions.js';
import { latelyOf } from './lately.js';
import { ownerOf } from './ownership.js';
import type { Group, ManagedPolicy, Principal } from './snapshot.js';
import type { Gap, LeftOut, Subject } from './subject.js';

/** Characters without white space: IAM User Guide, "IAM and AWS STS quotas". */
const MANAGED_LIMIT = 6144;

/** One subject; of a policy of AWS as many as have it attached, where each is to get a copy of its own. */
export function managedSubjects(policy: ManagedPolicy, common: Common): Subject[] {
  const whole = managedSubject(policy, common);
  if (!policy.isAwsManaged || !common.isPerHolder) return [whole];
  const { groupsByArn, members, byArn } = common.holdings;
  const parts = whole.attachedTo.map((arn): Subject => {
    const group = groupsByArn.get(arn);
    const holders = group ? (members.get(arn) ?? []) : [byArn.get(arn) as Principal];
    return {
      ...whole,
      key: `${whole.key} ${arn}`,
      holderArn: arn,
      holders,
      attachedTo: [arn],
      attachments: 1,
      leftOut: [],
      ...refusalOf(policy, group ? [group] : [], holders, common),
      gaps: [...gapsOfHolders(holders), ...gapsOfAccount(policy.accountId, common)],
    };
  });
  return parts.length > 0 ? parts : [whole];
}

function managedSubject(policy: ManagedPolicy, common: Common): Subject {
  const { holdings } = common;
  const key = `${policy.accountId} ${policy.arn}`;
  const allGroups = holdings.groupsOfPolicy.get(key) ?? [];
  const groupsOut = policy.isAwsManaged ? allGroups.flatMap((group) => groupLeftOut(group, common)) : [];
  const groups = allGroups.filter(({ arn }) => !groupsOut.some((one) => one.arn === arn));
  const own = holdings.attachedTo.get(key) ?? [];
  const all = [...new Set([...own, ...groups.flatMap(({ arn }) => holdings.members.get(arn) ?? [])])];
  const leftOut = policy.isAwsManaged ? [...leftOutOf(all, common), ...groupsOut] : [];
  const keeps = new Set(leftOut.map(({ arn }) => arn));
  const holders = all.filter(({ arn }) => !keeps.has(arn));
  const lately = latelyOf(policy, common);
  const refused = refusalOf(policy, groups, all, common);
  const attached = [...own, ...allGroups];
  return {
    kind: policy.isAwsManaged ? 'aws_managed_policy' : 'managed_policy',
    key,
    accountId: policy.accountId,
    arn: policy.arn,
    ownerArn: null,
    name: policy.name,
    defaultVersionId: policy.defaultVersionId,
    parts: [{ name: policy.name, arn: policy.arn, text: policy.document }],
    differences: [],
    holders,
    attachedTo: attached.map(({ arn }) => arn).filter((arn) => !keeps.has(arn)),
    attachments: policy.attachments ?? attached.length,
    leftOut,
    changedAt: policy.isAwsManaged ? null : policy.updatedAt,
    isCreatedLately: lately.isCreatedLately,
    earlierTexts: lately.earlierTexts,
    limit: MANAGED_LIMIT,
    besides: 0,
    ...(refused.refusal === null ? keptByAll(holders, leftOut) : refused),
    gaps: [
      ...gapsOfHolders(holders),
      ...lately.gaps,
      ...gapsOfAccount(policy.accountId, common),
      ...missingAttachments(policy, attached.length),
      ...(policy.isAwsManaged ? [] : ownedElsewhere(policy)),
    ],
  };
}

/** A policy of AWS that everybody keeps, somebody by default. */
function keptByAll(holders: readonly Principal[], leftOut: Subject['leftOut']): Refused {
  const [first] = leftOut.filter(({ isByDefault }) => isByDefault);
  if (holders.length > 0 || first === undefined) return { refusal: null };
  return { refusal: 'left_alone', refusalDetail: `${first.arn} ${first.reason}` };
}

/** A boundary limits others than those who hold the policy: it never changes. */
function refusalOf(
  { document, boundaryUses, accountId, arn, isAwsManaged }: ManagedPolicy,
  groups: readonly Group[],
  holders: readonly Principal[],
  common: Common,
): Refused {
  const { boundaries, holdings } = common;
  if (boundaries.has(`${accountId} ${arn}`) || (boundaryUses ?? 0) > 0) return { refusal: 'boundary' };
  if (boundaryUses === null) return { refusal: 'boundary_unknown' };
  // An attachment to AWS's text stays with an excepted holder; that of its group goes for all members.
  const bound = isAwsManaged ? groups.flatMap((group) => holdings.members.get(group.arn) ?? []) : holders;
  if (bound.some(({ isServiceLinked }) => isServiceLinked)) return { refusal: 'service_linked' };
  const kept = keptOf(bound, common);
  return kept === undefined
    ? { refusal: refusalOfText(document) }
    : { refusal: 'excepted_holder', refusalDetail: kept };
}

/** A group for emergencies keeps the policy of AWS. */
function groupLeftOut({ name, arn }: Group, { exceptions }: Common): LeftOut[] {
  const reason = whyIdleByName(exceptions, name, arn);
  return reason === undefined ? [] : [{ arn, reason, isByDefault: true }];
}

/** Roles of AWS's own services keep the policy, unless all holders are to be deleted. */
function leftOutOf(holders: readonly Principal[], { exceptions }: Common): Subject['leftOut'] {
  const isToGo = holders.every(({ isDormant }) => isDormant);
  return holders.flatMap((one) => {
    if (one.permissionSet !== null) return [{ arn: one.arn, reason: 'role of IAM Identity Center' }];
    if (one.isServiceLinked) return [{ arn: one.arn, reason: 'service-linked role' }];
    const kept = whyKept(exceptions, one);
    if (kept !== undefined) return [{ arn: one.arn, reason: kept }];
    const reason = isToGo ? undefined : whyKeepsPoliciesOfAws(exceptions, one);
    return reason === undefined ? [] : [{ arn: one.arn, reason, isByDefault: true }];
  });
}

function missingAttachments({ attachments }: ManagedPolicy, known: number): Gap[] {
  if (attachments !== null && known >= attachments) return [];
  const subject = attachments === null ? 'IAM did not report the number of attachments' : `${known} of ${attachments}`;
  return [{ code: 'attachments_missing', subject }];
}

function ownedElsewhere(policy: ManagedPolicy): Gap[] {
  const owner = ownerOf(policy);
  return owner === undefined ? [] : [{ code: 'owned_elsewhere', subject: owner }];
}
