/** One thing that is new: a principal, account or task, and why. */
import type { PlainRow } from '../query/derived/plain-row.js';
import { sha256Of } from '../tools/sha256.js';
import type { KindCode } from './kinds.js';

export interface Finding {
  /** Depends on what was found and on no date: the same finding keeps it. */
  readonly uid: string;
  readonly kind: KindCode;
  /** The row of its statement. */
  readonly row: PlainRow;
  /** Who has taken it on, as the tasks file says. */
  readonly assignee?: string;
}

export function uidOf(organizationId: string | null, { kind, account_id, principal_id, subject }: PlainRow): string {
  return sha256Of(JSON.stringify([organizationId, kind, account_id, principal_id, subject]));
}
