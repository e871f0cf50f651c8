/** What became of a task between two snapshots, by the oracle and the rows of a lake: no view or statement is asked. */
import type { AnswerRow } from '../claims.js';
import { reasonsAgainst } from '../reasons/oracle/against.js';
import { type Asked, holdersIn } from '../reasons/oracle/asked.js';
import { statementsOf } from '../reasons/oracle/documents.js';
import { folded, listOf } from '../reasons/oracle/history.js';
import { type Subject, unmeasuredAccounts } from '../reasons/oracle/subjects.js';
import { grantedItems } from '../reasons/oracle/universe.js';
import type { Named } from '../reasons/oracle/uses.js';
import type { LakeRow } from '../world/lake.js';

const ANYTHING: Named = { service: null, action: null };

/** Of a task that the later snapshot does not list. */
export function stateOfClosed(task: AnswerRow, earlier: Asked, later: Asked): string {
  const subject = subjectOf(task, earlier);
  if (!isCompared(later, subject)) return 'NOT_COMPARED';
  const codes = itemsListed(task, earlier, subject)
    .filter(grantsOf(later, subject))
    .map((item) => reasonsAgainst(later, { subject, ...item }).codes);
  if (codes.some(({ size }) => size === 0)) return 'OPEN';
  if (codes.length === 0) return 'DONE';
  if (codes.some((own) => own.has('USED'))) return 'USED';
  const isExcepted = codes.some((own) => own.has('EXCEPTED') || own.has('IDLE_BY_DESIGN'));
  return isExcepted ? 'EXCEPTED' : 'NOT_COMPARED';
}

/** Of a task that the later snapshot alone lists. */
export function stateOfAdded(task: AnswerRow, earlier: Asked, later: Asked): string {
  return isCompared(earlier, subjectOf(task, later)) ? 'NEW' : 'NOT_COMPARED';
}

/** The task's subject, as the snapshot that lists it names it. */
function subjectOf({ subject_type, ...task }: AnswerRow, { snapshot }: Asked): Subject {
  const accountId = String(task.account_id);
  if (subject_type === 'PERMISSION_SET') return { kind: 'permission_set', name: String(task.permission_set_name) };
  if (subject_type === 'MANAGED_POLICY') return { kind: 'managed_policy', accountId, arn: String(task.policy_arn) };
  const own = snapshot.principals.find((each) => each.accountId === accountId && each.arn === task.principal_arn);
  return { kind: 'principal', accountId, principalId: String(own?.principalId) };
}

/** Whether the snapshot says what it holds. */
function isCompared(asked: Asked, subject: Subject): boolean {
  const { now } = holdersIn(asked, subject);
  const areMeasured = now.every(({ isMeasured }) => isMeasured);
  if (subject.kind === 'permission_set') return areMeasured && unmeasuredAccounts(asked.snapshot, subject).length === 0;
  const { accountId } = subject as { readonly accountId: string };
  const isAccountMeasured = asked.snapshot.accounts.get(accountId)?.isMeasured ?? false;
  if (subject.kind === 'principal') return now.length > 0 ? areMeasured : isAccountMeasured;
  const { earlier: ever } = holdersIn(asked, subject);
  const ofDate = ever.filter(({ date }) => date === asked.snapshot.date);
  if (ofDate.length === 0) return isAccountMeasured;
  const isShared = new Set(ofDate.map(({ principalId }) => principalId)).size > 1;
  return isShared && now.length > 0 && isAccountMeasured && areMeasured && patternsOf(asked, subject) !== undefined;
}

function itemsListed({ step }: AnswerRow, earlier: Asked, subject: Subject): Named[] {
  if (step === 'DELETE') return [ANYTHING];
  const items = grantedItems(earlier, subject).filter(({ service }) => service !== null);
  const listed = items.filter((item) => reasonsAgainst(earlier, { subject, ...item }).codes.size === 0);
  return listed.filter(grantsOf(earlier, subject));
}

/** Of what a task lists: how often an action is granted to a holder, and the most holders of one service or action. */
export function grantsListed(task: AnswerRow, asked: Asked): readonly [grants: number, affected: number] {
  const subject = subjectOf(task, asked);
  const holders = holdersIn(asked, subject).now.map((holder) => new Set([...holder.things].map(folded)));
  const counts = itemsListed(task, asked, subject).map((item) => {
    const name = item.action === null ? folded(String(item.service)) : nameOf(item);
    return { isAction: item.action !== null, holders: holders.filter((things) => things.has(name)).length };
  });
  const ofActions = counts.filter(({ isAction }) => isAction);
  return [ofActions.reduce((sum, one) => sum + one.holders, 0), Math.max(...counts.map((one) => one.holders))];
}

/** Whether the subject is granted an item, by the snapshot; of a policy, what it names itself. */
function grantsOf(asked: Asked, subject: Subject): (item: Named) => boolean {
  const isHeld = holdersIn(asked, subject).now.length > 0;
  const shown = new Set(grantedItems(asked, subject).map(nameOf));
  const patterns = (patternsOf(asked, subject) ?? []).map(folded);
  const isOfText = (item: Named): boolean =>
    subject.kind !== 'managed_policy' || patterns.some((pattern) => isNamed(pattern, item));
  return (item) => (item.service === null ? isHeld : shown.has(nameOf(item)) && isOfText(item));
}

function nameOf({ service, action }: Named): string {
  return folded(`${service}:${action}`);
}

/** Undefined: nobody can say which actions the document allows. */
function patternsOf(asked: Asked, subject: Subject): string[] | undefined {
  const [holder] = holdersIn(asked, subject).now;
  if (holder === undefined || subject.kind !== 'managed_policy') return undefined;
  const rows = statementsOf(asked.history, holder, { ownerArn: subject.arn, name: null });
  const isUnclear = (row: LakeRow): boolean =>
    row.problem != null || (row.effect === 'Allow' && row.not_actions != null);
  if (rows.length === 0 || rows.some(isUnclear)) return undefined;
  return rows.filter(({ effect }) => effect === 'Allow').flatMap((row) => listOf(row, 'actions'));
}

function isNamed(pattern: string, { service, action }: Named): boolean {
  const [ofService = '', ofAction = ''] = pattern.includes(':') ? pattern.split(':') : ['*', '*'];
  return isLike(ofService, String(service)) && (action === null || isLike(ofAction, action));
}

/** Whether a pattern in lower case names it, with * and ? for any characters and one. */
export function isLike(pattern: string, name: string): boolean {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`).test(folded(name));
}
