/** A document in index.json: the contract with whoever reads it. Fields may be added, never renamed. */
import { isReadable, readPolicy } from '../../../policy/document.js';
import { canonicalSha256, canonicalSha256OfAll, compactLength } from '../../../policy/json.js';
import { countPowers, namedByPower } from '../../../policy/power.js';
import type { AssessedPart, Assessment, Blocker, Reason, RemovedAction, Status } from '../../assess/assessment.js';
import type { Gain } from '../../gain/gains.js';
import { leftAloneOf } from '../left-alone.js';
import { copyNames, folderOf } from '../names.js';

type Entry = ReturnType<typeof entryOf>;

/** Why an earlier proposal may not be applied any more. */
export type Withdrawal =
  | 'account_not_measured'
  | 'document_gone'
  | 'document_changed'
  | 'new_blockers'
  | 'not_removable';

/** `withdrawn` and `applied` are what `propose --recheck` found of an earlier proposal. */
export interface IndexEntry extends Omit<Entry, 'status' | 'reason'> {
  status: Status | 'withdrawn' | 'applied';
  reason: Reason | Withdrawal | null;
  /** A withdrawal as a sentence; what is the matter where the proof refused the document. */
  detail: string | null;
  /** What holders really lose, after the whole bundle; null: not counted. */
  gain: Gain | null;
}

export function indexEntry(assessment: Assessment): IndexEntry {
  return { ...entryOf(assessment), detail: assessment.detail, gain: null };
}

function entryOf(assessment: Assessment) {
  const { subject, status, reason, blockers, before, after, removed, sha256Before, sha256After } = assessment;
  const isWritten = status === 'proposed' || status === 'conditional';
  const now = isWritten ? after : before === null ? [] : [before];
  return {
    id: isWritten || status === 'retire' ? folderOf(assessment) : null,
    document_id: assessment.id,
    kind: subject.kind,
    account_id: subject.accountId,
    arn: subject.arn,
    owner_arn: subject.ownerArn,
    holder_arn: subject.holderArn ?? null,
    name: subject.name,
    default_version_id: subject.defaultVersionId,
    status,
    reason,
    blockers: blockers.map(blockerEntry),
    ...holderCounts(assessment),
    grades: gradesOf(removed),
    actions_leave_text: removed.length,
    ...namedByPower('actions_leave_text', countPowers(removed.map(({ power }) => power))),
    services_leave_text: assessment.servicesRemoved.length,
    services_removed: assessment.servicesRemoved,
    statements_left_alone: leftAloneOf(subject),
    residual_admin: assessment.escalations.length > 0,
    residual_actions: assessment.escalations,
    drops_unknown_namespaces:
      isWritten && assessment.parts.some(({ proposal }) => proposal?.dropsUnknownNamespaces === true),
    detach: isWritten && after.length === 0,
    copy_names: isWritten && subject.kind === 'aws_managed_policy' ? copyNames(assessment) : [],
    size_before: sizeOf(before === null ? [] : [before]),
    size_after: sizeOf(now),
    entity_size_after: subject.kind === 'inline_policy' ? subject.besides + sizeOf(now) : null,
    sha256_before: sha256Before,
    sha256_after: isWritten ? sha256After : sha256Before,
    parts: subject.kind === 'permission_set' ? assessment.parts.map((part, at) => partEntry(part, at)) : [],
    differences: subject.differences.map(({ part, sha256: of, accountIds }) => ({
      part,
      sha256: of,
      account_ids: accountIds,
    })),
  };
}

function blockerEntry({ id, code, subject, removableWithout, growth }: Blocker) {
  return { id, code, subject, removable_without: removableWithout, growth: growth ?? null };
}

function holderCounts({ subject, ...assessment }: Assessment) {
  return {
    attachments: subject.attachments,
    holders: subject.holders.length,
    holders_young: assessment.holdersYoung,
    holders_with_evidence: assessment.holdersWithEvidence,
    holders_unmeasured: assessment.holdersUnmeasured,
    holders_gone: assessment.holdersGone.length,
    holders_left_out: subject.leftOut.length,
  };
}

function gradesOf(removed: readonly RemovedAction[]): Readonly<Record<RemovedAction['grade'], number>> {
  const count = (asked: string): number => removed.filter(({ grade }) => grade === asked).length;
  return { service: count('service'), action: count('action'), unproven: count('unproven') };
}

function partEntry({ part, proposal, reason, after }: AssessedPart, at: number) {
  const before = part.text === null ? [] : [part.text];
  return {
    name: part.name,
    arn: part.arn,
    size_before: part.text === null ? null : sizeOf(before),
    size_after: part.text === null ? null : sizeOf(after),
    sha256_before: canonicalSha256(part.text),
    sha256_after: canonicalSha256OfAll(after),
    files: proposal === null ? [] : partFiles(at),
    /** Why it stays as it is; null: it changes. */
    reason,
  };
}

export function partFiles(at: number): [before: string, after: string] {
  return [`part-${at + 1}-before.json`, `part-${at + 1}-after.json`];
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + (isReadable(readPolicy(text)) ? compactLength(text) : text.length), 0);
}
