/** Why the item itself may not go, whoever holds it. */
import type { ReasonCode } from '../../../../src/model/judgement/reasons.js';
import type { Asked } from './asked.js';
import { type Exceptions, isExceptedAction, isNamedBy, leavesNoRow } from './exceptions.js';
import { folded, type History, type Sighting, textOf } from './history.js';
import { isIdleSubject } from './idle-documents.js';
import type { Item } from './question.js';
import type { Snapshot } from './snapshot.js';
import type { Subject } from './subjects.js';
import { isTracked } from './tracking.js';

export function itemCodes(
  { history, snapshot, question, tracking, proven }: Asked,
  item: Item,
  holders: readonly Sighting[],
): ReasonCode[] {
  const { service, action, subject } = item;
  const except = question.except ?? {};
  const codes: ReasonCode[] = [];
  if (leavesNoRow(item)) codes.push('LEAVES_NO_ROW');
  if (action !== null && !isTracked(tracking, item)) codes.push('NOT_TRACKED');
  if (service !== null && !proven.has(folded(service))) codes.push('UNPROVEN');
  if (isBoundary(history, snapshot, subject)) codes.push('BOUNDARY');
  if (isIdleSubject(history, subject, holders, question.released ?? [])) codes.push('IDLE_BY_DESIGN');
  if (isExceptedAction(except, item) || isExceptedSubject(except, subject)) codes.push('EXCEPTED');
  return codes;
}

/** By the count of the policy, or by a principal that names it. */
function isBoundary(history: History, { accounts, principals }: Snapshot, subject: Subject): boolean {
  if (subject.kind !== 'managed_policy') return false;
  const { arn, accountId } = subject;
  const runId = accounts.get(accountId)?.runId;
  const rows = history.rowsWith('policies', { run_id: runId ?? null, account_id: accountId, policy_arn: arn });
  const isCounted = rows.some((row) => Number(row.permissions_boundary_usage_count ?? 0) > 0);
  const isNamed = (principal: Sighting): boolean =>
    principal.accountId === accountId && textOf(principal.row, 'permissions_boundary_arn') === arn;
  return isCounted || principals.some(isNamed);
}

function isExceptedSubject({ policies = [] }: Exceptions, subject: Subject): boolean {
  if (subject.kind === 'managed_policy')
    return [subject.arn, subject.arn.split('/').at(-1) as string].some((name) => isNamedBy(policies, name));
  const isNamed =
    subject.kind === 'inline_policy' || subject.kind === 'group_policy' || subject.kind === 'permission_set';
  return isNamed && isNamedBy(policies, subject.name);
}
