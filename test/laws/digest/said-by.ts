/** The findings of a digest in the words of by-questions.ts. */
import type { Digest } from '../../../src/digest/digest.js';
import { type Said, said } from './by-questions.js';

/** What a row says besides its principal. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  COVERAGE_LOST: ['error_code'],
  COVERAGE_REGAINED: ['error_code'],
  ADMINISTRATOR_NEW: ['administrative_actions'],
  OUTSIDER_NEW: ['trusted'],
  PERMISSIONS_FIRST_USED: ['actions'],
  GRANT_GROWN: ['services', 'actions'],
  WORK_NEW: ['task_id'],
  WORK_DONE: ['task_id'],
};

export function saidBy(digest: Digest): Said[] {
  if (digest.type === 'first') return [];
  const uids = digest.findings.map(({ uid }) => uid);
  if (new Set(uids).size < uids.length) throw new Error('Two findings have one uid');
  return digest.findings
    .map(({ kind, row }) =>
      said(kind, row.account_id, row.principal_id, ...(ALSO[kind] ?? []).map((name) => row[name] ?? null)),
    )
    .sort();
}
