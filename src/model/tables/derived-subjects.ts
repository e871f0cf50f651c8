/** The answers of questions about permission sets and OUs, each as a whole: derived after the commit, rebuilt at any time. */
import { choice, column, type TableSchema } from '../schema.js';
import { judgedBy, madeOf } from './derived.js';
import { namespace } from './shared-columns.js';

/** Questions whose answers it holds, in the order in which they are asked. */
export const SUBJECT_QUESTIONS = ['guardrails', 'guardrails.by-action', 'sets', 'sets.by-action'] as const;

const count = (comment: string) => column('bigint', `${comment}; null: the question does not say`);

/** Its days are 90. Of the newest snapshot that is derived alone. */
export const derivedSubjects = {
  name: 'derived_subjects',
  folder: 'derived/subjects',
  comment:
    'The rows of the questions guardrails and sets of a snapshot, by service and by action, in their order; one that names neither an OU nor a set counts what was not measured. Without question_rank: how many rows a question leaves out for a reason, and, for each question, one row without a reason, so that even an empty answer has a row',
  partitioned: true,
  sortedBy: ['question', 'question_rank'],
  columns: {
    made_of: madeOf,
    judged_by: judgedBy,
    question: choice(SUBJECT_QUESTIONS, 'guardrails, guardrails.by-action, sets or sets.by-action'),
    question_rank: column('int', 'Place in the order of the question, from 1; null: no row of its answer'),
    permission_set_name: column('string', 'Permission set of IAM Identity Center; null: the row is of no set'),
    ou_id: column('string', 'ID of the OU or root; null: the row is of no OU'),
    ou_name: column('string', 'Name of the OU or root; null: not known'),
    service_namespace: column('string', namespace.comment),
    action_name: column('string', 'Action; null: of a service as a whole'),
    access_level: column('string', 'Level of access of the action; null: not known, or a service'),
    state: column('string', 'ACCESSED, NOT_ACCESSED or NOT_MEASURED, as the question has it'),
    is_candidate: column('boolean', 'Whether nothing speaks against taking it away; null: the question does not say'),
    withheld: column('string', 'Code of the first reason against taking it away (docs/judgement.md); null: none'),
    left_out: count('Rows that the question leaves out for the reason in withheld'),
    accounts: count('Accounts that the permission set is assigned in'),
    holders: count('Roles of the set to which it is granted'),
    holders_with_evidence: count('Of these, with evidence of the days'),
    holders_accessed: count('Roles of the set that are known to have used it'),
    holders_gone: count('Of these, gone by now'),
    principals_granted: count('Users and roles in the OU to which it is granted'),
    principals_too_young: count('Of these, without evidence or a grant of the days'),
    principals_blind: count('Of these, active where IAM does not look'),
    least_evidence_days: column('int', 'Least evidence of those to which it is granted, in days; null: not known'),
    grant_age: column('string', 'Least known age of the grant: KNOWN, BOUNDED or UNKNOWN; null: none'),
    last_known_access_at: column('timestamp', 'Last known use; null: none is known'),
    only_used_by: column('string', 'The one name that is known to use it; null: none, or the question does not say'),
    accounts_accessed: count('Accounts with a known use'),
    accounts_unmeasured: count('Accounts that were not measured'),
    principals_unmeasured: count('Users and roles that were not measured'),
  },
} as const satisfies TableSchema;
