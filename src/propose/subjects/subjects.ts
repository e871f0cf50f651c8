/** Every document of a snapshot for which a smaller one may be proposed, or must be refused. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Common, commonOf } from './common.js';
import { isExceptedPolicy, whyDocumentLeftAlone, whyIdleByName } from './exceptions.js';
import { inlineSubject, lengthOf } from './inline.js';
import { managedSubjects } from './managed.js';
import { gapsOfRegions } from './regions.js';
import { isOfAws, setSubject } from './sets.js';
import type { Snapshot } from './snapshot.js';
import { goesWithHolders, type Subject } from './subject.js';

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
    const reason = mayBeKept ? whyLeftAlone(subject, common) : undefined;
    return reason === undefined ? subject : { ...subject, refusal: 'left_alone', refusalDetail: reason };
  });
}

/** As a sentence; undefined: it is not. A document that goes with its holders is not for emergencies any more. */
function whyLeftAlone(subject: Subject, common: Common): string | undefined {
  const { exceptions } = common;
  const own = whyDocumentLeftAlone(exceptions, subject);
  if (own !== undefined) return `it ${own}`;
  if (goesWithHolders(subject)) return undefined;
  for (const { what, name, arn } of namesOf(subject, common)) {
    const reason = whyIdleByName(exceptions, name, arn);
    if (reason !== undefined) return `${what} ${reason}`;
  }
  return undefined;
}

interface Named {
  /** The beginning of a sentence about it. */
  readonly what: string;
  readonly name: string;
  readonly arn?: string;
}

/** Names that people gave: of the document, and of the groups and permission sets that grant it. A policy of AWS has none. */
function namesOf({ kind, key, name, arn, ownerArn, holders }: Subject, { holdings }: Common): Named[] {
  if (kind === 'aws_managed_policy' || (arn !== null && isOfAws(arn))) return [];
  const own = { what: 'it', name, ...(arn === null ? {} : { arn }) };
  const owner = holdings.groupsByArn.get(ownerArn ?? '');
  const groups = [...(owner === undefined ? [] : [owner]), ...(holdings.groupsOfPolicy.get(key) ?? [])];
  const sets = kind === 'managed_policy' ? holders.flatMap(({ permissionSet }) => permissionSet ?? []) : [];
  return [
    own,
    ...groups.map((group) => ({ what: `the group ${group.name}, which has it,`, name: group.name, arn: group.arn })),
    ...[...new Set(sets)].map((set) => ({ what: `the permission set ${set}, which has it,`, name: set })),
  ];
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
