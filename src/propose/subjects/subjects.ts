/** Every document of a snapshot for which a smaller one may be proposed, or must be refused. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Common, commonOf } from './common.js';
import { isExceptedPolicy, whyDocumentLeftAlone } from './exceptions.js';
import { inlineSubject, lengthOf } from './inline.js';
import { managedSubjects } from './managed.js';
import { gapsOfRegions } from './regions.js';
import { setSubject } from './sets.js';
import type { Snapshot } from './snapshot.js';
import type { Subject } from './subject.js';

/** All of them, by kind, account and name. */
export async function subjectsOf(snapshot: Snapshot, given: Parameters<typeof commonOf>[1]): Promise<Subject[]> {
  const common = commonOf(snapshot, given);
  await turn(); // seconds on a large lake: progress shows in between
  const managed = snapshot.policies.flatMap((policy) => managedSubjects(policy, common));
  await turn();
  const all = [...managed, ...inlineSubjects(snapshot, common), ...setSubjects(snapshot, common)];
  await turn();
  return all.map((one) => {
    const subject = { ...one, gaps: [...one.gaps, ...gapsOfRegions(one)] };
    const mayBeKept = subject.refusal === null || subject.refusal === 'no_document';
    if (mayBeKept && isExceptedPolicy(given.exceptions, subject)) return { ...subject, refusal: 'excepted_policy' };
    const reason = mayBeKept ? whyDocumentLeftAlone(given.exceptions, subject) : undefined;
    return reason === undefined ? subject : { ...subject, refusal: 'left_alone', refusalDetail: `it ${reason}` };
  });
}

/** Those of Identity Center's roles belong to a permission set. */
function inlineSubjects({ inline }: Snapshot, common: Common): Subject[] {
  const own = inline.filter(({ ownerArn }) => (common.holdings.byArn.get(ownerArn)?.permissionSet ?? null) === null);
  const lengths = new Map(own.map((policy) => [policy, lengthOf(policy)]));
  const totals = new Map<string, number>();
  for (const [{ ownerArn }, length] of lengths) totals.set(ownerArn, (totals.get(ownerArn) ?? 0) + length);
  return own.map((policy) => {
    const besides = (totals.get(policy.ownerArn) as number) - (lengths.get(policy) as number);
    return inlineSubject(policy, besides, common);
  });
}

function setSubjects({ inline, policies }: Snapshot, common: Common): Subject[] {
  const texts = new Map([
    ...inline.map((policy) => [`${policy.ownerArn} ${policy.name}`, policy.document] as const),
    ...policies.map((policy) => [`${policy.accountId} ${policy.arn}`, policy.document] as const),
  ]);
  return [...common.holdings.ofSet].map(([name, roles]) => setSubject(name, roles, texts, common));
}
