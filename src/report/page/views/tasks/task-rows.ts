/** The rows of the question worklist, by what they are about. */
import { type Opened, rowsOf } from '../../opened.js';

/** Steps that take something away; the others say what is left alone, and what is not known. */
const STEPS = ['DELETE', 'NARROW'];

/** What has a page of its own. A policy has a task for each account in which several hold it. */
export type Subject =
  | { readonly type: 'PRINCIPAL'; readonly arn: string }
  | { readonly type: 'MANAGED_POLICY'; readonly arn: string }
  | { readonly type: 'PERMISSION_SET'; readonly name: string };

/** Those that take something away, in their order. */
export function tasksOf(work: Opened): number[] {
  return rowsOf(work).filter((row) => isTask(work, row));
}

export function isTask(work: Opened, row: number): boolean {
  return STEPS.includes(work.text('step', row));
}

/** Rows about one subject. */
export function rowsAbout(work: Opened, subject: Subject): readonly number[] {
  const found =
    subject.type === 'PERMISSION_SET'
      ? work.rowsBy('permission_set_name').get(subject.name)
      : work.rowsBy(subject.type === 'PRINCIPAL' ? 'principal_arn' : 'policy_arn').get(subject.arn);
  return (found ?? []).filter((row) => work.get('subject_type', row) === subject.type);
}

/** What a row is about; undefined of an account. */
export function subjectOf(work: Opened, row: number): Subject | undefined {
  const type = work.text('subject_type', row);
  if (type === 'PERMISSION_SET') return { type, name: work.text('permission_set_name', row) };
  if (type === 'MANAGED_POLICY') return { type, arn: work.text('policy_arn', row) };
  return type === 'PRINCIPAL' ? { type, arn: work.text('principal_arn', row) } : undefined;
}

/** What a row is about, for `data-subject`: of a policy its account as well, for several hold it there. */
export function subjectKey(work: Opened, row: number): string {
  const [set, policy, account, principal] = [
    ...['permission_set_name', 'policy_arn', 'account_id', 'principal_arn'].map((column) => work.text(column, row)),
  ] as [string, string, string, string];
  if (work.get('subject_type', row) === 'PERMISSION_SET') return set;
  return policy === '' ? principal || account : `${account} ${policy}`;
}

/** The place of a task among all, from 1; of what is no task undefined. */
export function placeOf(work: Opened, row: number): number | undefined {
  const at = tasksOf(work).indexOf(row);
  return at < 0 ? undefined : at + 1;
}

export const GROUPS = ['delete', 'sets', 'policies', 'principals'] as const;
export type Group = (typeof GROUPS)[number];

export function groupOf(work: Opened, row: number): Group {
  if (work.get('step', row) === 'DELETE') return 'delete';
  const type = work.get('subject_type', row);
  if (type === 'PERMISSION_SET') return 'sets';
  return type === 'MANAGED_POLICY' ? 'policies' : 'principals';
}
