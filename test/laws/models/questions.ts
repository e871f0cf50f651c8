/** Questions that judge anew for each number of days, each with the rows of the models that it should answer with. */
import type { Given } from '../../../src/query/question/values.js';
import type { AnswerRow } from '../claims.js';

export interface Answer {
  readonly question: string;
  readonly given: Given;
  readonly select: string;
  /** What names a row of the models, and one of the answer; undefined: it judges nothing. */
  readonly keyOf: (row: AnswerRow) => readonly unknown[];
  readonly keyOfAnswer: (row: AnswerRow) => readonly unknown[] | undefined;
  /** Whether it has rows of all that something speaks against, too. */
  readonly isWhole: boolean;
}

const folded = (cell: unknown): string => String(cell ?? '').toLowerCase();
const itemOf = ({ service_namespace, action_key }: AnswerRow): unknown[] => [service_namespace, action_key];
/** With the columns before it; undefined: a row of what was not measured. */
function answered(row: AnswerRow, owners: readonly unknown[]): unknown[] | undefined {
  if (row.service_namespace === null) return undefined;
  return [...owners, row.service_namespace, folded(row.action_name)];
}

const ITEMS = 'SELECT * FROM judged_items WHERE action_key';
const SUBJECT_ITEMS = 'SELECT * FROM judged_subject_items WHERE';

const OF_PRINCIPALS = {
  given: { all: 'yes', unused_days: 0 },
  keyOf: (row: AnswerRow) => [row.account_id, row.principal_arn, ...itemOf(row)],
  keyOfAnswer: (row: AnswerRow) => answered(row, [row.account_id, row.principal_arn]),
  isWhole: false, // a use after the report is of fewer days than 0
};
const OF_SETS = {
  given: {},
  keyOf: (row: AnswerRow) => [row.subject, ...itemOf(row)],
  keyOfAnswer: (row: AnswerRow) => answered(row, [folded(row.permission_set_name)]),
};
const OF_OUS = {
  given: { all: 'yes' },
  keyOf: (row: AnswerRow) => [row.subject, ...itemOf(row)],
  keyOfAnswer: (row: AnswerRow) => answered(row, [row.ou_id]),
  isWhole: false, // what several use is not listed
};

export const ANSWERS: readonly Answer[] = [
  { ...OF_PRINCIPALS, question: 'removable.by-action', select: `${ITEMS} <> ''` },
  { ...OF_PRINCIPALS, question: 'removable.by-service', select: `${ITEMS} = ''` },
  {
    ...OF_SETS,
    question: 'sets',
    select: `${SUBJECT_ITEMS} subject_type = 'PERMISSION_SET' AND action_key = ''`,
    isWhole: true,
  },
  {
    ...OF_SETS,
    question: 'sets.by-action',
    select: `${SUBJECT_ITEMS} subject_type = 'PERMISSION_SET' AND action_key <> ''`,
    isWhole: false,
  },
  { ...OF_OUS, question: 'guardrails', select: `${SUBJECT_ITEMS} subject_type = 'OU' AND action_key = ''` },
  { ...OF_OUS, question: 'guardrails.by-action', select: `${SUBJECT_ITEMS} subject_type = 'OU' AND action_key <> ''` },
  {
    question: 'policies.by-service',
    given: {},
    select: `${SUBJECT_ITEMS} subject_type = 'MANAGED_POLICY' AND action_key = ''`,
    keyOf: (row) => [row.subject_account_id, row.subject, ...itemOf(row)],
    keyOfAnswer: (row) => answered(row, [row.account_id, row.policy_arn]),
    isWhole: true,
  },
  {
    question: 'role_names',
    given: {},
    select: `${SUBJECT_ITEMS} subject_type = 'ROLE_NAME'
      AND subject NOT IN (SELECT subject FROM judged_subjects WHERE bitwise_and(reasons_of_members, 1) > 0)`,
    keyOf: (row) => [row.subject, ...itemOf(row)],
    keyOfAnswer: (row) => answered(row, [folded(row.role_name)]),
    isWhole: true,
  },
];
