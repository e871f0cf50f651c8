/** A document in index.json: the contract with whoever reads it. Fields may be added, never renamed. */
import { compactLength } from '../../policy/json.js';
import type { AssessedPart, Assessment } from '../assess/assessment.js';
import { copyNames, folderOf, sha256, sha256OfAll } from './names.js';

export type IndexEntry = ReturnType<typeof indexEntry>;

export function indexEntry(assessment: Assessment) {
  const { subject, status, reason, blockers, before, after, removed } = assessment;
  const isWritten = status === 'proposed' || status === 'conditional';
  const now = isWritten ? after : before === null ? [] : [before];
  return {
    id: isWritten ? folderOf(assessment) : null,
    kind: subject.kind,
    account_id: subject.accountId,
    arn: subject.arn,
    owner_arn: subject.ownerArn,
    name: subject.name,
    default_version_id: subject.defaultVersionId,
    status,
    reason,
    blockers: blockers.map(({ id, code, subject: of, removableWithout }) => ({
      ...{ id, code, subject: of, removable_without: removableWithout },
    })),
    attachments: subject.attachments,
    holders: subject.holders.length,
    holders_young: assessment.holdersYoung,
    holders_unmeasured: assessment.holdersUnmeasured,
    holders_gone: assessment.holdersGone.length,
    holders_left_out: subject.leftOut.length,
    grades: {
      service: removed.filter(({ grade }) => grade === 'service').length,
      action: removed.filter(({ grade }) => grade === 'action').length,
    },
    services_removed: assessment.servicesRemoved,
    actions_removed: removed.length,
    residual_admin: assessment.residualAdmin,
    drops_unknown_namespaces: isWritten && assessment.parts.some(({ proposal }) => proposal?.dropsUnknownNamespaces),
    detach: isWritten && after.length === 0,
    copy_names: isWritten && subject.kind === 'aws_managed_policy' ? copyNames(assessment) : [],
    size_before: sizeOf(before === null ? [] : [before]),
    size_after: sizeOf(now),
    entity_size_after: subject.kind === 'inline_policy' ? subject.besides + sizeOf(now) : null,
    sha256_before: readable(before) ? sha256(before) : null,
    sha256_after: now.every(readable) ? sha256OfAll(now) : null,
    parts: subject.kind === 'permission_set' ? assessment.parts.map((part, at) => partEntry(part, at)) : [],
  };
}

function partEntry({ part, proposal, after }: AssessedPart, at: number) {
  const before = part.text === null ? [] : [part.text];
  return {
    name: part.name,
    arn: part.arn,
    size_before: part.text === null ? null : sizeOf(before),
    size_after: part.text === null ? null : sizeOf(after),
    sha256_before: sha256(part.text),
    sha256_after: sha256OfAll(after),
    files: proposal === null ? [] : partFiles(at),
  };
}

export function partFiles(at: number): [before: string, after: string] {
  return [`part-${at + 1}-before.json`, `part-${at + 1}-after.json`];
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + (readable(text) ? compactLength(text) : text.length), 0);
}

/** A document that is refused may be no JSON at all. */
function readable(text: string | null): boolean {
  if (text === null) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
