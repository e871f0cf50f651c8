/**
 * Families: the same customer managed policy in several accounts comes from a StackSet or from Terraform, so beside the
 * documents of the accounts there is one text for the union of all holders.
 */
import { canonicalSha256 } from '../../policy/json.js';
import { type DocumentEvidence, mergeEvidence } from '../evidence/read-evidence.js';
import { isGap } from '../subjects/common.js';
import { grouped } from '../subjects/grouped.js';
import type { Snapshot } from '../subjects/snapshot.js';
import type { Gap, Subject } from '../subjects/subject.js';
import { type AssessOptions, assess } from './assess.js';
import type { Assessment } from './assessment.js';

/** What of an assessment names its files: no more is held of it. */
type FamilyDocument = Pick<Assessment, 'subject' | 'id'>;

export interface Family {
  readonly name: string;
  readonly path: string;
  /** The union: kind, holders and evidence of all accounts. */
  readonly assessment: Assessment;
  readonly accountIds: readonly string[];
  /** Those of accounts in which something may go. */
  readonly documents: readonly FamilyDocument[];
}

interface Gathered {
  readonly name: string;
  readonly path: string;
  /** Those whose text is not known, too: they may be of the family. */
  readonly subjects: Subject[];
  readonly evidence: DocumentEvidence;
  readonly documents: FamilyDocument[];
}

export class Families {
  private readonly gathered = new Map<string, Gathered>();
  /** What makes a subject one of its family: name, path and text; one whose text is not known may be of several. */
  private readonly keys = new Map<Subject, string[]>();
  private readonly unmeasured: readonly string[];

  /**
   * Only what stands in several accounts, and may change in each of them: a template reaches all its accounts, those too
   * where a holder is excepted, the policy is a boundary, or nobody asked.
   */
  constructor(all: readonly Subject[], asked: readonly Subject[], { accounts }: Snapshot) {
    const isAsked = new Set(asked);
    const own = all.filter(({ kind }) => kind === 'managed_policy');
    for (const named of several(own, ({ arn }) => withoutAccount(arn as string)).values()) {
      const unknown = named.filter((subject) => !isTextKnown(subject));
      for (const [key, alike] of several(named.filter(isTextKnown), keyOf)) {
        const subjects = [...alike, ...unknown];
        if (!subjects.every((subject) => isAsked.has(subject) && mayChange(subject))) continue;
        for (const subject of subjects) {
          const keys = this.keys.get(subject) ?? [];
          keys.push(key);
          this.keys.set(subject, keys);
        }
      }
    }
    this.unmeasured = accounts.filter(isGap).map(({ id }) => id);
  }

  add(subject: Subject, read: DocumentEvidence | undefined, assessment: Assessment): void {
    const { name, arn } = subject;
    for (const key of this.keys.get(subject) ?? []) {
      const path = (arn as string).replace(/^.*:policy/, '').slice(0, -name.length);
      const family = this.gathered.get(key) ?? { name, path, subjects: [], evidence: noEvidence(), documents: [] };
      this.gathered.set(key, family);
      family.subjects.push(subject);
      if (isWritten(assessment)) family.documents.push({ subject, id: assessment.id });
      if (read) mergeEvidence(family.evidence, read);
    }
  }

  /** Those of which something may go for all holders together. */
  all(options: AssessOptions): Family[] {
    return [...this.gathered.values()].flatMap(({ name, path, subjects, evidence, documents }) => {
      const assessment = assess(unionOf(subjects, this.unmeasured), evidence, options);
      const accountIds = subjects.filter(isTextKnown).map(({ accountId }) => accountId as string);
      return isWritten(assessment) ? [{ name, path, assessment, accountIds, documents }] : [];
    });
  }
}

function isWritten({ status }: Assessment): boolean {
  return status === 'proposed' || status === 'conditional';
}

/** One that nobody holds says nothing against a change; one whose text is not known becomes a blocker. */
function mayChange({ refusal }: Subject): boolean {
  return refusal === null || refusal === 'no_holders' || refusal === 'no_document';
}

function isTextKnown({ parts: [part] }: Subject): boolean {
  return part !== undefined && part.text !== null;
}

function noEvidence(): DocumentEvidence {
  return { services: new Map(), actions: new Map(), knownUses: new Map(), gone: new Set() };
}

/** Groups of more than one. */
function several(subjects: readonly Subject[], keyOf: (subject: Subject) => string): Map<string, Subject[]> {
  const groups = grouped(subjects.map((subject) => [keyOf(subject), subject] as const));
  return new Map([...groups].filter(([, group]) => group.length > 1));
}

function keyOf({ arn, parts }: Subject): string {
  return `${withoutAccount(arn as string)} ${canonicalSha256(parts[0]?.text ?? null)}`;
}

function withoutAccount(arn: string): string {
  return arn.replace(/::\d{12}:/, '::');
}

/** `unmeasured`: accounts that may have it, as those where the text is not known. */
function unionOf(subjects: readonly Subject[], unmeasured: readonly string[]): Subject {
  const first = subjects.find(isTextKnown) as Subject;
  const unknown = subjects.filter((subject) => !isTextKnown(subject)).map(({ accountId }) => accountId as string);
  const changed = subjects.map(({ changedAt }) => changedAt);
  return {
    ...first,
    key: `family ${first.key}`,
    accountId: null,
    arn: withoutAccount(first.arn as string),
    holders: subjects.flatMap(({ holders }) => holders),
    attachedTo: subjects.flatMap(({ attachedTo }) => attachedTo),
    attachments: subjects.reduce((total, { attachments }) => total + attachments, 0),
    isCreatedLately: subjects.some(({ isCreatedLately }) => isCreatedLately),
    earlierTexts: [...new Set(subjects.flatMap(({ earlierTexts }) => earlierTexts))],
    changedAt: changed.includes(null) ? null : (changed.sort().at(-1) ?? null),
    refusal: null,
    gaps: [
      ...subjects.flatMap(({ gaps }) => gaps).filter(({ code }) => code !== 'account_not_measured'),
      ...[...new Set([...unknown, ...unmeasured])].map((id): Gap => ({ code: 'account_not_measured', subject: id })),
    ],
  };
}
