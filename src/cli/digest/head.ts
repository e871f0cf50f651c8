/** What a digest says of itself, in every format: between which dates, how much was compared, what was left out. */

import type { Comparison, FirstDigest } from '../../digest/digest.js';
import { ownedTask } from '../../digest/kinds.js';
import { count, counted } from '../../model/numbers.js';
import type { PlainRow } from '../../query/derived/plain-row.js';

const MOST_TASKS = 5;

/** Without a period at its end. */
export function headOf({ fromDate, toDate, compared, findings }: Comparison): string {
  const found = findings.length === 0 ? 'Nothing new' : counted(findings.length, 'finding');
  const accounts = `${count(compared.accountsCompared)} of ${counted(compared.accounts, 'account')} compared`;
  return `${found} from ${fromDate} to ${toDate}: ${accounts}`;
}

/** What one of the snapshots lacks, and the other may have. */
export function lackingIn({ compared: { accounts, accountsCompared, principalsNotCompared } }: Comparison): string[] {
  const lacking = [
    ...(accounts > accountsCompared ? [counted(accounts - accountsCompared, 'account')] : []),
    ...(principalsNotCompared > 0 ? [counted(principalsNotCompared, 'principal')] : []),
  ];
  return lacking.length === 0 ? [] : [`not compared, because a snapshot lacks them: ${lacking.join(' and ')}`];
}

/** What is counted and not listed. */
export function notedIn({ compared: { principalsNew, principalsGone }, snoozed }: Comparison): string[] {
  const changed = [
    ...(principalsNew > 0 ? [`${count(principalsNew)} new`] : []),
    ...(principalsGone > 0 ? [`${count(principalsGone)} gone`] : []),
  ];
  return [
    ...(changed.length > 0 ? [`users and roles: ${changed.join(', ')}`] : []),
    ...(snoozed > 0 ? [`${counted(snoozed, 'task')} snoozed in the tasks file`] : []),
  ];
}

/** Of the first snapshot. */
export function whatIsThere({ toDate, coverage, tasks }: FirstDigest): string {
  const { accounts, accountsMeasured, principals, principalsMeasured } = coverage;
  const first = tasks.length > MOST_TASKS ? ` The first ${MOST_TASKS}:` : tasks.length > 0 ? ' They are:' : '';
  return (
    `The snapshot of ${toDate} has none before it to compare with: ${count(accountsMeasured)} of ${counted(accounts, 'account')} ` +
    `and ${count(principalsMeasured)} of ${counted(principals, 'principal')} measured, ${counted(tasks.length, 'task')}.${first}`
  );
}

/** A task of the first snapshot. */
export function tasksLine(row: PlainRow): string {
  const { account_id: id, account_name: name } = row;
  const where = id === null ? '' : `${name === null ? id : `${name} (${id})`}: `;
  return `${where}${ownedTask(row)}`;
}
