/**
 * Where a question does not say of an item what the judgement says, on purpose: at most 15 lines. What is not here fails a
 * law, and so does a line that none of 200 lakes needs (LAWS_CASES=200).
 */

/** By the file that holds it. */
export type Law =
  | 'judged'
  | 'same-item'
  | 'more-runs'
  | 'splitting'
  | 'more-days'
  | 'expire'
  | 'filters'
  | 'known-use'
  | 'new-tracking'
  | 'trends';

export interface Difference {
  readonly law: Law;
  readonly question: string;
  /** A code of src/model/judgement/reasons.ts that it forgets, or a word of the law. */
  readonly code: string;
  readonly reason: string;
}

/** All of law e: something may go, and the question does not list it. */
export const DIFFERENCES: readonly Difference[] = [
  {
    ...{ law: 'judged', question: 'role_names', code: 'of one account' },
    reason: 'It takes together what several accounts have; of one account removable lists it.',
  },
  {
    ...{ law: 'judged', question: 'policies.by-service', code: 'not named' },
    reason: 'A holder is granted the service by another policy: from this one it cannot be taken.',
  },
  {
    ...{ law: 'judged', question: 'propose: SCP drafts', code: 'global' },
    reason: 'Denying it to an account would take away what every account needs (scp-global.tsv).',
  },
  {
    ...{ law: 'judged', question: 'propose: SCP drafts', code: 'never-list' },
    reason: 'An action of the service may be used without a row, and the draft denies the whole service.',
  },
  {
    ...{ law: 'same-item', question: 'worklist', code: 'of a permission set' },
    reason: 'The set is the task: from a role of it nothing is taken singly.',
  },
  {
    ...{ law: 'same-item', question: 'worklist', code: 'by a policy that shrinks' },
    reason: 'The policy is the task; whoever holds it comes back once it is smaller.',
  },
];
