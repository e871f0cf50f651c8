/** Whether a snapshot shows in force what a proposal made of its document. */
import { canonicalSha256, canonicalSha256OfAll } from '../policy/json.js';
import type { Snapshot } from './subjects/snapshot.js';
import { idOf, inForce, type Subject } from './subjects/subject.js';
import type { IndexEntry } from './write/index/entry.js';
import type { AppliedEntry, Index } from './write/index/file.js';

/** `subjects`: every document of the snapshot. */
export class AppliedProposals {
  private readonly subjects: ReadonlyMap<string, Subject>;
  /** Of policies that somebody has, by account and name. */
  private readonly texts: ReadonlyMap<string, string | null>;
  private readonly measured: ReadonlySet<string | null>;
  private readonly principals: ReadonlySet<string | null>;

  constructor({ policies, accounts, principals }: Snapshot, subjects: readonly Subject[]) {
    this.measured = new Set([null, ...accounts.filter(({ status }) => status === 'exported').map(({ id }) => id)]);
    this.principals = new Set(principals.flatMap(({ arn, isDeleted }) => (isDeleted ? [] : [arn])));
    this.subjects = new Map(subjects.map((subject) => [`${subject.kind} ${idOf(subject)}`, subject]));
    const attached = policies.filter(({ attachments }) => (attachments ?? 0) > 0);
    this.texts = new Map(
      attached.map(({ accountId, arn, document }) => [`${accountId} ${arn.split('/').at(-1)}`, document]),
    );
  }

  /** The document of an entry as it stands now; undefined: the snapshot has none. */
  subjectOf({ kind, document_id }: IndexEntry): Subject | undefined {
    return this.subjects.get(`${kind} ${document_id}`);
  }

  /** Whether the snapshot can tell at all; a permission set is of no account. */
  isMeasured({ account_id }: IndexEntry): boolean {
    return this.measured.has(account_id);
  }

  has(entry: IndexEntry): boolean {
    if (entry.id === null || !this.isMeasured(entry)) return false;
    const subject = this.subjectOf(entry);
    if (isRetirement(entry)) return isDetached(entry, subject) && !this.principals.has(entry.owner_arn);
    if (entry.kind === 'aws_managed_policy') return this.isReplaced(entry, subject);
    if (entry.detach && entry.kind !== 'permission_set') return isDetached(entry, subject);
    if (subject === undefined || subject.differences.length > 0) return false;
    return canonicalSha256(inForce(subject)) === entry.sha256_after && !hasReplaced(entry, subject);
  }

  /** A policy of AWS: somebody has the copies, with their texts. */
  private isReplaced(
    { detach, copy_names, account_id, sha256_after }: IndexEntry,
    subject: Subject | undefined,
  ): boolean {
    if (detach) return (subject?.attachedTo.length ?? 0) === 0;
    const texts = copy_names.map((name) => this.texts.get(`${account_id} ${name}`));
    return texts.every((text) => typeof text === 'string') && canonicalSha256OfAll(texts as string[]) === sha256_after;
  }
}

/** Whether it proposes no smaller text, but that the roles go; by its text, for a recheck changes the status. */
export function isRetirement({ id, kind, sha256_before, sha256_after }: IndexEntry): boolean {
  return id !== null && kind !== 'permission_set' && sha256_before === sha256_after;
}

/** Those of the index that are in force by now, with those that an earlier look found. */
export function appliedEntries(index: Index, applied: AppliedProposals, date: string): AppliedEntry[] {
  const earlier = index.applied ?? [];
  const isNew = ({ id, sha256_after }: IndexEntry): boolean =>
    !earlier.some((one) => one.id === id && one.sha256_after === sha256_after);
  const found = index.documents.filter((entry) => applied.has(entry) && isNew(entry));
  const entries = found.map(({ id, name, actions_leave_text, sha256_after }) => ({
    id: id as string,
    name,
    actions_leave_text,
    sha256_after,
    snapshot_date: date,
  }));
  return [...earlier, ...entries];
}

function isDetached({ kind }: IndexEntry, subject: Subject | undefined): boolean {
  return kind === 'inline_policy' ? subject === undefined : (subject?.attachedTo.length ?? 0) === 0;
}

/** Whether a policy of AWS is still there that the inline policy of the permission set takes the place of. */
function hasReplaced({ parts: old }: IndexEntry, { parts }: Subject): boolean {
  return old.some(({ arn, files }) => arn !== null && files.length > 0 && parts.some((part) => part.arn === arn));
}
