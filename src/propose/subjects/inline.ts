/** Inline policies of users, roles and groups as subjects. */
import { isReadable, readPolicy } from '../../policy/document.js';
import { compactLength } from '../../policy/json.js';
import { type Common, gapsOfAccount, gapsOfHolders, keptOf, type Refused, refusalOfText } from './common.js';
import { textsOf } from './lately.js';
import { type Named, ownerOf } from './ownership.js';
import type { InlinePolicy, Principal } from './snapshot.js';
import type { Subject } from './subject.js';

/** Characters without white space of all inline policies together: IAM User Guide, "IAM and AWS STS quotas". */
const INLINE_LIMITS: Readonly<Record<string, number>> = { role: 10_240, user: 2048, group: 5120 };

/** `besides`: characters of the other inline policies of the same owner. */
export function inlineSubject(policy: InlinePolicy, besides: number, common: Common): Subject {
  const { holdings, snapshot } = common;
  const owner = holdings.byArn.get(policy.ownerArn);
  const group = holdings.groupsByArn.get(policy.ownerArn);
  const holders = owner ? [owner] : (holdings.members.get(policy.ownerArn) ?? []);
  const elsewhere = ownerOf((owner ?? group ?? { name: '', path: '/' }) as Named);
  return {
    kind: 'inline_policy',
    key: `${policy.ownerArn} ${policy.name}`,
    accountId: policy.accountId,
    arn: null,
    ownerArn: policy.ownerArn,
    name: policy.name,
    defaultVersionId: null,
    parts: [{ name: policy.name, arn: null, text: policy.document }],
    differences: [],
    holders,
    attachedTo: [],
    attachments: 1,
    leftOut: [],
    changedAt: null,
    isCreatedLately: false,
    earlierTexts: textsOf(snapshot.earlier.get(`${policy.ownerArn} ${policy.name}`) ?? [], policy.document),
    limit: Math.max(0, (INLINE_LIMITS[policy.ownerType] ?? 0) - besides),
    besides,
    ...refusalOf(policy, holders, common),
    gaps: [
      ...gapsOfHolders(holders),
      ...gapsOfAccount(policy.accountId, common),
      ...(elsewhere === undefined ? [] : [{ code: 'owned_elsewhere' as const, subject: elsewhere }]),
    ],
  };
}

function refusalOf(policy: InlinePolicy, holders: readonly Principal[], common: Common): Refused {
  if (holders.some(({ isServiceLinked }) => isServiceLinked)) return { refusal: 'service_linked' };
  const ofText = refusalOfText(policy.document);
  const kept = keptOf(holders, common);
  if (ofText !== null || kept === undefined) return { refusal: ofText };
  return { refusal: 'excepted_holder', refusalDetail: kept };
}

/** Characters that count; of a text that cannot be read all. */
export function lengthOf({ document }: InlinePolicy): number {
  return document !== null && isReadable(readPolicy(document)) ? compactLength(document) : (document?.length ?? 0);
}
