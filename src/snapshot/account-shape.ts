/** Whether what lies in the staging is the record of an attempt at an account, as this build or an earlier one wrote it. */
import type { AccountRecord, StagedPart } from './account-record.js';
import { accountFolder } from './keys.js';
import { isCount, isGap, isListOf, isObject, isText, isTextOrNull, isTexts, isTime } from './shape.js';

export function isAccountRecord(value: unknown, planId: string, accountId: string): value is AccountRecord {
  if (!isObject(value) || value.accountId !== accountId) return false;
  const { status, errorCode, errorMessage, principalsTotal, principals, gaps, parts, tables, calls } = value;
  return (
    (status === 'exported' || status === 'failed') &&
    (principalsTotal === null || isCount(principalsTotal)) &&
    hasCounts(principals, ['exported', 'failed', 'deleted']) &&
    hasCounts(calls, ['total', 'throttled']) &&
    isTextOrNull(errorCode) &&
    isTextOrNull(errorMessage) &&
    isListOf(gaps, isGap) &&
    isListOf(parts, isPartBelow(accountFolder(planId, accountId))) &&
    (tables === undefined || isTexts(tables)) &&
    isTime(value.startedAt) &&
    isTime(value.finishedAt)
  );
}

/** Below the folder of its account: rows of others are not its own. */
function isPartBelow(folder: string): (part: unknown) => part is StagedPart {
  return (part): part is StagedPart => {
    if (!isObject(part) || !isText(part.key) || !part.key.startsWith(folder)) return false;
    return isCount(part.bytes) && isText(part.sha256) && isObject(part.rows) && Object.values(part.rows).every(isCount);
  };
}

function hasCounts(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => isCount(value[name]));
}
