/**
 * Families: the same customer managed policy in several accounts comes from a StackSet or from Terraform, so beside the
 * documents of the accounts there is one text for the union of all holders.
 */
import { type AssessOptions, assess } from './assess/assess.js';
import type { Assessment } from './assess/assessment.js';
import { type DocumentEvidence, mergeEvidence } from './evidence/read-evidence.js';
import type { Subject } from './subjects/subject.js';
import { sha256 } from './write/names.js';

export interface Family {
  readonly name: string;
  readonly path: string;
  /** The union: kind, holders and evidence of all accounts. */
  readonly assessment: Assessment;
  readonly members: readonly Assessment[];
}

interface Gathered {
  readonly name: string;
  readonly path: string;
  readonly subjects: Subject[];
  readonly evidence: DocumentEvidence;
  readonly members: Assessment[];
}

export class Families {
  private readonly gathered = new Map<string, Gathered>();
  private readonly counts = new Map<string, number>();

  /** Only what stands in several accounts is kept. */
  constructor(subjects: readonly Subject[]) {
    for (const key of subjects.map(keyOf)) if (key !== undefined) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  add(subject: Subject, read: DocumentEvidence | undefined, assessment: Assessment): void {
    const key = keyOf(subject);
    if (key === undefined || (this.counts.get(key) ?? 0) < 2) return;
    const { name, arn } = subject;
    const path = (arn as string).replace(/^.*:policy/, '').slice(0, -name.length);
    const family = this.gathered.get(key) ?? { name, path, subjects: [], evidence: noEvidence(), members: [] };
    this.gathered.set(key, family);
    family.subjects.push(subject);
    family.members.push(assessment);
    if (read) mergeEvidence(family.evidence, read);
  }

  /** Those of which something may go for all holders together. */
  all(options: AssessOptions): Family[] {
    return [...this.gathered.values()].flatMap(({ name, path, subjects, evidence, members }) => {
      const assessment = assess(unionOf(subjects), evidence, options);
      const isWritten = assessment.status === 'proposed' || assessment.status === 'conditional';
      return isWritten ? [{ name, path, assessment, members }] : [];
    });
  }
}

function noEvidence(): DocumentEvidence {
  return { services: new Map(), actions: new Map(), knownUses: new Map(), gone: new Set() };
}

/** What makes documents of different accounts one: name, path and text. */
function keyOf({ kind, arn, parts, refusal }: Subject): string | undefined {
  const text = parts[0]?.text ?? null;
  if (kind !== 'managed_policy' || text === null || (refusal !== null && refusal !== 'no_holders')) return undefined;
  return `${arn?.replace(/::\d{12}:/, '::')} ${sha256(text)}`;
}

function unionOf(subjects: readonly Subject[]): Subject {
  const [first] = subjects as readonly [Subject, ...Subject[]];
  const changed = subjects.map(({ changedAt }) => changedAt);
  return {
    ...first,
    key: `family ${first.key}`,
    accountId: null,
    arn: (first.arn as string).replace(/::\d{12}:/, '::'),
    holders: subjects.flatMap(({ holders }) => holders),
    attachedTo: subjects.flatMap(({ attachedTo }) => attachedTo),
    attachments: subjects.reduce((total, { attachments }) => total + attachments, 0),
    changedAt: changed.includes(null) ? null : (changed.sort().at(-1) ?? null),
    refusal: null,
    gaps: subjects.flatMap(({ gaps }) => gaps),
  };
}
