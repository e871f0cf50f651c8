/** Whether what lies in the staging is the record of an attempt at an account, as this build or an earlier one wrote it. */
import type { AccountRecord } from './account-record.js';
import { accountFolder } from './keys.js';
import { isCount, isObject, isText, isTime } from './shape.js';

export function isAccountRecord(value: unknown, planId: string, accountId: string): value is AccountRecord {
  if (!isObject(value) || value.accountId !== accountId) return false;
  const { status, principalsTotal, principals, gaps, parts, calls, startedAt, finishedAt } = value;
  return (
    (status === 'exported' || status === 'failed') &&
    (principalsTotal === null || isCount(principalsTotal)) &&
    hasCounts(principals, ['exported', 'failed', 'deleted']) &&
    hasCounts(calls, ['total', 'throttled']) &&
    isListOf(gaps, (gap) => isObject(gap) && isCount(gap.count) && Array.isArray(gap.examples)) &&
    isListOf(parts, (part) => isPart(part, accountFolder(planId, accountId))) &&
    isTime(startedAt) &&
    isTime(finishedAt)
  );
}

/** Below the folder of its account: rows of others are not its own. */
function isPart(part: unknown, folder: string): boolean {
  if (!isObject(part) || !isText(part.key) || !part.key.startsWith(folder)) return false;
  return isCount(part.bytes) && isText(part.sha256) && isObject(part.rows) && Object.values(part.rows).every(isCount);
}

function hasCounts(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => isCount(value[name]));
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
