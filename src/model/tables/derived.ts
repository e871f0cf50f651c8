/** Tables that are derived from those of the runs by SQL, after the commit. They can be rebuilt at any time. */

import { TASK_CODES } from '../judgement/task-sentence.js';
import { type ColumnSchema, choice, column, required, type TableSchema } from '../schema.js';
import { accountId, permissionSetName, principalArn } from './shared-columns.js';

const TREND_DIMENSIONS = ['organization', 'ou', 'account', 'service', 'permission_set', 'owner'] as const;

const count = (comment: string) => required('bigint', comment);

const takenAway = (what: string, question: string) =>
  column(
    'bigint',
    `Of the ${what} that the question ${question} lists of the snapshot of all accounts before it, those that nobody used since and that are no longer granted, each counted for each principal that was measured or is gone; null: there is no such snapshot`,
  );

const madeOf = required(
  'string',
  'Run IDs of the snapshot and of those up to 415 days before it, of the default snapshot the later ones too, joined by a comma: where the lake has others, the row is stale',
);

const judgedBy = required(
  'string',
  'First 16 hexadecimal digits of the SHA-256 of the date and of the statements that made it: a version of Access Lake with other statements rebuilds it',
);

const comparedMadeOf = column(
  'string',
  'made_of of the snapshot of all accounts before it, with which it is compared; null: no such snapshot',
);

const ownerTags = required(
  'string',
  'Tags that name an owner, the first that a principal or account has counts, joined by a comma; then the hash of the owners file, if one was given',
);

/** Its days are 90. Service-linked roles, and principals that were deleted meanwhile, are left out. */
export const derivedTrends = {
  name: 'derived_trends',
  folder: 'derived/trends',
  comment:
    'One row per subject (the organization, an OU, account, service, permission set or owner) of a snapshot: what its principals are granted and use. A subject that lost something, and has nothing left, has a row with counts of 0',
  partitioned: true,
  sortedBy: ['dimension', 'subject'],
  columns: {
    made_of: madeOf,
    compared_made_of: comparedMadeOf,
    owner_tags: ownerTags,
    judged_by: judgedBy,
    dimension: choice(TREND_DIMENSIONS, 'organization, ou, account, service, permission_set or owner'),
    subject: column(
      'string',
      'ID of the organization, OU or account, namespace of the service, name of the set, owner as in the question worklist; null: accounts whose OU is not known, principals without an owner',
    ),
    subject_name: column('string', 'Name of the account, names of the OU from the root down, name of the service'),
    accounts: count('Accounts; of a service, permission set or owner those with a principal of it'),
    accounts_unmeasured: count(
      'Accounts that were not measured to the end; of a service, permission set or owner all such, for any may have it',
    ),
    principals: count('Principals that were listed; of a service those to whom it is granted'),
    principals_measured: count('Of these, measured'),
    principals_unmeasured: count(
      'Listed and not measured, beside all of accounts whose listing did not complete; of a service all such, for any may have it',
    ),
    principals_dormant: count('Roles that the question dormant_principals lists, of 90 days'),
    principals_used_90: count('Measured and last used less than 90 days before; of a service, by the service'),
    principals_used_180: count('Likewise 90 to 179 days before'),
    principals_used_400: count('Likewise 180 to 399 days before'),
    principals_used_older: count('Likewise 400 days before or earlier'),
    principals_never_used: count('Measured, with evidence of 90 days or more, and no use is known'),
    principals_use_unknown: count(
      'Measured, and neither use nor evidence is known: users, for whom IAM reports no last use, and principals with less evidence',
    ),
    services_granted: count('Services granted, each counted for each principal'),
    services_used: count('Of these, used within 90 days'),
    services_unused: count('Of these, with evidence of 90 days and no known use within them'),
    services_too_young: count('Of these, with less evidence and no known use within 90 days'),
    actions_granted: count('Granted and tracked actions, each counted for each principal'),
    actions_used: count('Of these, used within 90 days'),
    actions_unused: count('Of these, with evidence of 90 days and no known use within them'),
    actions_too_young: count('Of these, with less evidence and no known use within 90 days'),
    actions_removable_of_principals: count('Of the unused, those that `removable --by action` lists'),
    services_taken_away: takenAway('services', 'removable --by service'),
    actions_taken_away: takenAway('actions', 'removable --by action'),
  },
} as const satisfies TableSchema;

const { made_of: _, compared_made_of: __, ...trendColumns } = derivedTrends.columns;

const ouLevel = (at: string, above = ''): ColumnSchema<'string', false> =>
  column(
    'string',
    `${at} organizational unit${above} above the account by name, by ID where a name is not known; null: no such unit, or the subject is not an account`,
  );

/**
 * What the view `trends` reads: rows of all dates in one file, for a small file costs Trino all its bytes. A subject's
 * dates lie side by side, as its numbers hardly change from date to date.
 */
export const derivedTrendHistory = {
  name: 'derived_trend_history',
  folder: 'derived/trend_history',
  comment:
    'The rows of derived_trends that were not stale when the file was made, those of all dates in one file, with the OUs of accounts',
  partitioned: false,
  sortedBy: ['dimension', 'subject', 'snapshot_date'],
  columns: {
    snapshot_date: required('string', 'Date of the snapshot in UTC, yyyy-MM-dd'),
    made_of_md5: required('string', 'MD5 of made_of of derived_trends, in hexadecimal'),
    ...trendColumns,
    ou_level_1: ouLevel('First', ' below the root'),
    ou_level_2: ouLevel('Second'),
    ou_level_3: ouLevel('Third'),
    ou_level_4: ouLevel('Fourth'),
  },
} as const satisfies TableSchema;

/** Steps of the question worklist that take something away: rows of these are tasks. */
export const WORKLIST_STEPS = ['DELETE', 'NARROW'] as const;

/** Its days are 90. Of the newest snapshot that is derived alone, with the tasks of the snapshot before that it lists no more. */
export const derivedWorklist = {
  name: 'derived_worklist',
  folder: 'derived/worklist',
  comment:
    'The rows of the question worklist of a snapshot, in its order, and a row per task of the snapshot of all accounts before it that is no longer listed, as that had it. A row names a user or role, a permission set, which is of no account, a policy, or an account that was not measured',
  partitioned: true,
  sortedBy: ['task_rank'],
  columns: {
    made_of: madeOf,
    compared_made_of: comparedMadeOf,
    owner_tags: ownerTags,
    judged_by: judgedBy,
    task_rank: column('int', 'Place in the order of the question worklist, from 1; null: no longer listed'),
    task_state: column(
      'string',
      'What became of it since the snapshot of all accounts before: OPEN, NEW, DONE, USED, EXCEPTED or NOT_COMPARED; null: no such snapshot, or a row that takes nothing away',
    ),
    task_id: required(
      'string',
      'SHA-256 of step, kind and lasting id of the subject in hexadecimal: the same from snapshot to snapshot',
    ),
    step: choice(
      [...WORKLIST_STEPS, 'KEEP', 'MEASURE'],
      'DELETE: no use within 90 days is known; NARROW: what nobody used can be removed; KEEP: idle by design; MEASURE: not known',
    ),
    task_code: choice(
      TASK_CODES,
      'What to do with what it is about: DELETE_ROLE, NARROW_ and MEASURE_ with the subject_type, KEEP_IDLE or KEEP_EXCEPTED',
    ),
    subject_type: choice(
      ['PERMISSION_SET', 'MANAGED_POLICY', 'PRINCIPAL', 'ACCOUNT'],
      'PERMISSION_SET, MANAGED_POLICY, PRINCIPAL, or ACCOUNT: one that was not measured',
    ),
    account_id: column('string', accountId.comment),
    account_name: column('string', 'Name of the account in the organization'),
    principal_arn: column('string', principalArn.comment),
    permission_set_name: permissionSetName,
    policy_arn: column('string', 'ARN of the customer managed policy'),
    risk: column(
      'int',
      '4: an action of iam that gives rights or changes policies is granted, or one of any service can be removed; 3: somebody outside may assume the role; 2: an action that writes, or whose access level is not known, can be removed; 1: the rest; null: nothing is taken away',
    ),
    grant_age: column(
      'string',
      'The least known age of a grant that can be removed: KNOWN, BOUNDED or UNKNOWN; null: nothing is taken away',
    ),
    services_removable: column(
      'bigint',
      'Services that no holder used and that can be removed; null: nothing is taken away',
    ),
    actions_removable: column(
      'bigint',
      'Actions that no holder used and that can be removed, those of the removable services included; null: nothing is taken away',
    ),
    grants_removable: column(
      'bigint',
      'The same actions, each once for each user or role that is granted it; null: nothing is taken away',
    ),
    holders: column('bigint', 'Users and roles that hold the permission set or policy; null: a user, role or account'),
    holders_affected: column(
      'bigint',
      'The most of these to whom one service or action that can be removed is granted; null: a user, role or account, or nothing is taken away',
    ),
    accounts: column('bigint', 'Accounts that the permission set is assigned in; null: no permission set'),
    holders_unmeasured: column('bigint', 'Of the holders those that were not measured; null as holders'),
    accounts_unmeasured: column(
      'bigint',
      'Accounts that were not measured, in which it may have further holders; null as holders',
    ),
    idle_names: column(
      'string',
      'Entries of the list of what is idle by design, joined by ", "; null: it is not kept for one',
    ),
    last_known_use_at: column(
      'timestamp',
      'Last known use by the user or role; null: none is known, or several hold the subject',
    ),
    state: column(
      'string',
      'ACCESSED: it was used before the 90 days; NOT_ACCESSED: no use of what can be removed is known; NOT_MEASURED; null: what is kept',
    ),
    owner: column('string', 'Who answers for the user or role; null: nobody is named, or several hold the subject'),
    owner_from: column(
      'string',
      'Where that is from: principal_tag, file, account_tag, account_email, or unknown; null: several hold the subject',
    ),
    error_code: column('string', 'Why it could not be measured, as a code; null when it was'),
  },
} as const satisfies TableSchema;

/** Of each date that is judged: other owners make other rows, and so do other runs, files or statements. */
export const derivedOwners = {
  name: 'derived_owners',
  folder: 'derived/owners',
  comment:
    'One row per account, user and role of a snapshot that was judged: who answers for it, as in the question worklist',
  partitioned: true,
  sortedBy: ['account_id', 'principal_id'],
  columns: {
    judgement_id: required(
      'string',
      'Judgement beside which the row was made, as derived_judgements has it: beside another one no view shows it',
    ),
    owner_tags: ownerTags,
    judged_by: judgedBy,
    account_id: accountId,
    principal_id: required('string', 'ID of the user or role; empty: the account itself'),
    owner: column('string', 'Who answers for it; null: nobody is named'),
    owner_from: required('string', 'Where that is from: principal_tag, file, account_tag, account_email, or unknown'),
  },
} as const satisfies TableSchema;
