/** Validates plans. Anybody may have written the lake: a plan that is not as declared is reported and never resumed. */

import type { PlannedAccount, TagsFailure } from '../../model/account.js';
import { isDate } from '../../model/days.js';
import type { SourceRequest } from '../../model/sources.js';
import { SCHEMA_VERSION } from '../../model/tables.js';
import { isCount, isListOf, isObject, isScope, isText, isTextOrNull, isTime } from '../shape.js';

/** The version of plans and of the staging that this build writes, and the newest that it can resume. */
export const PLAN_FORMAT = 1;

/** What is wrong with the JSON of `planId`'s plan.json: the end of a sentence that begins with its key. */
export function problemOfPlan(value: unknown, planId: string): string | undefined {
  if (!isObject(value)) return 'is not the JSON of a plan';
  const { format, schemaVersion } = value;
  if (!isCount(format) || !isCount(schemaVersion)) return 'does not say its format';
  if (format > PLAN_FORMAT || schemaVersion > SCHEMA_VERSION) return 'was made by a newer version of Access Lake';
  if (value.planId !== planId) return 'is of another plan';
  return fieldProblem(value) ?? accountsProblem(value.accounts);
}

function fieldProblem({
  snapshotDate,
  startedAt,
  scope,
  scopeHash,
  encoder,
  organization,
  sources,
}: Record<string, unknown>) {
  if (!isText(snapshotDate) || !isDate(snapshotDate)) return 'has an invalid date';
  if (!isTime(startedAt)) return 'has a start that is not a time';
  if (!isScope(scope)) return 'has an invalid scope';
  if (!isText(scopeHash) || !/^[0-9a-f]+$/.test(scopeHash)) return 'has an invalid hash of its scope';
  if (sources !== undefined && !isListOf(sources, isSourceRequest)) return 'has invalid sources';
  if (encoder !== 'arrow' && encoder !== 'parquetjs') return 'has an unknown encoder';
  return isOrganization(organization) ? undefined : 'has an invalid organization';
}

/** A source that this version does not know is left unasked. */
function isSourceRequest(value: unknown): value is SourceRequest {
  return isObject(value) && isText(value.name) && typeof value.demanded === 'boolean';
}

function isOrganization(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { partition, id, managementAccountId, callerArn, callerAccountId } = value;
  return [partition, callerArn, callerAccountId].every(isText) && [id, managementAccountId].every(isTextOrNull);
}

function accountsProblem(accounts: unknown): string | undefined {
  if (!Array.isArray(accounts)) return 'has accounts that are not a list';
  const ids = new Set<string>();
  for (const planned of accounts) {
    if (!isPlannedAccount(planned)) return 'has an invalid account';
    if (ids.has(planned.account.id)) return `has account ${planned.account.id} twice`;
    ids.add(planned.account.id);
  }
  return undefined;
}

const DECISIONS: readonly unknown[] = ['collect', 'skipped', 'excluded'];

function isPlannedAccount(value: unknown): value is PlannedAccount {
  if (!isObject(value) || !DECISIONS.includes(value.decision)) return false;
  if (value.tagsFailure !== undefined && !isTagsFailure(value.tagsFailure)) return false;
  return isTextOrNull(value.errorCode) && isTextOrNull(value.errorMessage) && isAccount(value.account);
}

const TAGS_FAILURES: readonly unknown[] = ['refused', 'failed', 'not_asked'] satisfies TagsFailure['status'][];

function isTagsFailure(value: unknown): value is TagsFailure {
  if (!isObject(value) || !TAGS_FAILURES.includes(value.status)) return false;
  return isText(value.errorCode) && isText(value.errorMessage);
}

function isAccount(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, name, state, isManagementAccount, joinedAt, ouId, ouPath, ouPathNames, email, tags } = value;
  if (!isText(id) || !/^\d{12}$/.test(id)) return false;
  if (isManagementAccount !== null && typeof isManagementAccount !== 'boolean') return false;
  if (tags !== null && !isTags(tags)) return false;
  return [name, state, ouId, ouPath, ouPathNames, email].every(isTextOrNull) && (joinedAt === null || isTime(joinedAt));
}

function isTags(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText);
}
