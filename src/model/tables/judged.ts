/**
 * The judgement as tables: what speaks against taking anything from anybody, for every number of days. Derived after the commit,
 * rebuilt at any time; queries/models says how.
 */
import { choice, column, required, type TableSchema } from '../schema.js';
import {
  accountId,
  namespace,
  permissionSetName,
  principalArn,
  principalId,
  principalType,
  runId,
} from './shared-columns.js';

const judgementId = required(
  'string',
  'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
);
const fixedReasons = required(
  'int',
  'Bits of the reasons that no number of days changes, as the view reasons has them; 0: none',
);
const days = (reason: string, comment: string) =>
  required('int', `${reason} speaks against it at more days than that: ${comment}; 400: it never does`);
const actionKey = required('string', 'Action in lower case, without its service; empty: the service itself');
const idleDocuments = (whose: string) =>
  column(
    'string',
    `Names of the list by which a document ${whose} is left alone, joined by a comma and a space; null: none is`,
  );
const power = required(
  'int',
  '1: it reads, or is a service; 2: it writes, or nobody knows; 4: it gives rights or changes policies',
);
const profile = required('string', 'Name in derived_judged_lists of what is said of the grant, made of its content');

/** One judgement a date. It is written last: until then no row of its tables counts. */
export const derivedJudgements = {
  name: 'derived_judgements',
  folder: 'derived/judgements',
  comment:
    'One row per snapshot that was judged: by which runs, files and statements. Written after the tables of its judgement',
  partitioned: true,
  sortedBy: ['judgement_id'],
  columns: {
    judgement_id: judgementId,
    uses_until: required('string', 'Date of the last run whose uses count'),
    made_of: required(
      'string',
      'Each committed run until then with the MD5 of its manifest, which has the SHA-256 of each of its files, joined by a comma',
    ),
    row_count: required('bigint', 'Rows of its other tables together: with fewer or more, nothing of it counts'),
  },
} as const satisfies TableSchema;

const derivedJudgedPrincipals = {
  name: 'derived_judged_principals',
  folder: 'derived/judged_principals',
  comment: 'One row per user and role of a snapshot, with what speaks against taking anything from it',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn'],
  columns: {
    judgement_id: judgementId,
    run_id: runId,
    account_id: accountId,
    account_name: column('string', 'Name of the account'),
    ou_path: column('string', 'IDs of the root and OUs above the account'),
    ou_path_names: column('string', 'Names of the root and OUs above the account'),
    principal_arn: principalArn,
    principal_id: principalId,
    principal_type: principalType,
    principal_name: required('string', 'Name without the path'),
    permission_set_name: permissionSetName,
    is_service_linked: column('boolean', 'Whether it is a service-linked role'),
    tags: column('string', 'Tags as JSON'),
    is_measured: required('boolean', 'Whether the snapshot has its report'),
    judged_at: column('timestamp', 'Moment from which days run back'),
    evidence_days: column('int', 'Days of evidence, 400 at most; null: not known'),
    last_known_use_at: column('timestamp', 'Last use that any run of the 415 days knows; null: none'),
    has_unlisted_use: column('boolean', 'Whether the role was used without a row that shows where; null: not known'),
    untracked_regions: column('string', 'Regions without tracking in which it was active'),
    idle_names: column(
      'string',
      'Names of the lists by which it is idle by design, joined by a comma and a space; null: it is not',
    ),
    idle_by_design: column('string', 'Why it is idle by design; null: it is not'),
    fixed_reasons: fixedReasons,
    used_days: days('USED', 'the days since its last use of anything'),
    seen_days: days('BLIND', 'the days since it was active where IAM does not look'),
    age_days: days('YOUNG_PRINCIPAL', 'the days since it was created'),
    tracked_days: days('LITTLE_EVIDENCE', 'the days of its evidence'),
    clear_days: required('int', 'The least of seen_days, age_days and tracked_days'),
    reported_days: required(
      'int',
      'Days since the first report of its grants that counts for their age; -1: no report does',
    ),
    bounded_days: required('int', 'Days since all its policies are as they are; -1: not known'),
  },
} as const satisfies TableSchema;

const derivedJudgedGrants = {
  name: 'derived_judged_grants',
  folder: 'derived/judged_grants',
  comment: 'One row per service that is granted to a measured user or role of a snapshot',
  partitioned: true,
  sortedBy: ['account_id', 'principal_id', 'service_namespace'],
  columns: {
    judgement_id: judgementId,
    account_id: accountId,
    principal_id: principalId,
    service_namespace: namespace,
    profile,
    actions_tracked: column('int', 'Granted actions of the service that IAM tracks'),
    grant_first_seen_at: column('timestamp', 'First report of the time that shows the grant; null: none does'),
  },
} as const satisfies TableSchema;

const derivedJudgedLists = {
  name: 'derived_judged_lists',
  folder: 'derived/judged_lists',
  comment:
    'One row per service and action that grants of one profile hold, with what speaks against taking it away from whomever',
  partitioned: true,
  sortedBy: ['service_namespace', 'profile', 'action_key'],
  columns: {
    judgement_id: judgementId,
    profile,
    service_namespace: namespace,
    action_key: actionKey,
    action_name: column('string', 'Action as IAM writes it; null: the service itself'),
    access_level: column('string', 'Level of access of the action; null: not known, or a service'),
    power,
    kept_actions: column('string', 'Patterns of actions of the service that no evidence takes away; null: none'),
    tracked_at: column('timestamp', 'Since when IAM tracks the action; null: not known, or a service'),
    known_since: column('timestamp', 'From when its evidence counts; null: as long as that of the principal'),
    fixed_reasons: fixedReasons,
    new_days: days('NEW_THING', 'the days since a report first showed what an earlier one could have shown'),
    young_days: days('YOUNG_GRANT', 'the days since reports show again what an earlier one would have shown and lacks'),
    known_days: required('int', 'Days for which reports show it without a gap; 400: every report has it'),
    idle_documents: idleDocuments('of the principal that allows it'),
    first_alike_key: required(
      'string',
      'action_key of the first row of the profile that is alike: the same bits and days',
    ),
    alike_count: required('bigint', 'Rows of the profile that are alike'),
  },
} as const satisfies TableSchema;

const derivedJudgedUses = {
  name: 'derived_judged_uses',
  folder: 'derived/judged_uses',
  comment:
    'One row per service and action that somebody is known to have used in the 415 days before a snapshot, whether it is still granted or not, whether the principal is still there or not',
  partitioned: true,
  sortedBy: ['account_id', 'principal_id', 'service_namespace', 'action_key'],
  columns: {
    judgement_id: judgementId,
    account_id: accountId,
    principal_id: principalId,
    service_namespace: namespace,
    action_key: actionKey,
    last_known_access_at: column('timestamp', 'Last known use'),
    last_accessed_run_id: column('string', 'Last run that saw it'),
    used_days: required(
      'int',
      'USED speaks against it at more days than that: the days since the last use, 400 at most; -1: at any, for the report of the snapshot shows the use',
    ),
  },
} as const satisfies TableSchema;

const derivedKnownUsers = {
  name: 'derived_known_users',
  folder: 'derived/known_users',
  comment:
    'One row per ARN under which a user or role is known to have used something in the 415 days before a snapshot, also who is gone',
  partitioned: true,
  sortedBy: ['account_id', 'principal_id', 'principal_arn'],
  columns: {
    judgement_id: judgementId,
    account_id: accountId,
    principal_id: principalId,
    principal_arn: principalArn,
    principal_type: principalType,
    user_name: required('string', 'Name without the path, after user/ or role/'),
    permission_set_name: permissionSetName,
    is_service_linked: column('boolean', 'Whether it is a service-linked role'),
    is_gone: required('boolean', 'Whether the snapshot does not list it'),
  },
} as const satisfies TableSchema;

const subjectType = choice(
  ['PERMISSION_SET', 'MANAGED_POLICY', 'INLINE_POLICY', 'ROLE_NAME', 'ACCOUNT', 'OU', 'ORGANIZATION'],
  'PERMISSION_SET, MANAGED_POLICY, INLINE_POLICY, ROLE_NAME, ACCOUNT, OU or ORGANIZATION',
);
const subjectAccountId = required('string', 'Account of the policy; empty: the subject is of no account alone');
const subject = required(
  'string',
  'Permission set or role name in lower case, ARN of the managed policy, ARN of the owner and name of the inline policy, ID of the account or OU, or organization',
);

const derivedSubjectMembers = {
  name: 'derived_subject_members',
  folder: 'derived/subject_members',
  comment: 'One row per user or role of a snapshot that holds something that several may hold',
  partitioned: true,
  sortedBy: ['account_id', 'principal_id', 'subject_type', 'subject'],
  columns: {
    judgement_id: judgementId,
    subject_type: subjectType,
    subject_account_id: subjectAccountId,
    subject,
    account_id: accountId,
    principal_id: principalId,
  },
} as const satisfies TableSchema;

const derivedJudgedSubjectItems = {
  name: 'derived_judged_subject_items',
  folder: 'derived/judged_subject_items',
  comment:
    'One row per service and action that the holders of a subject are granted, with the worst that speaks against it of any holder',
  partitioned: true,
  sortedBy: ['subject_type', 'subject_account_id', 'service_namespace', 'action_key', 'subject'],
  columns: {
    judgement_id: judgementId,
    subject_type: subjectType,
    subject_account_id: subjectAccountId,
    subject,
    subject_name: column('string', 'Name as it is written; null: not known'),
    subject_path: column(
      'string',
      'Of an OU, the IDs of the root and OUs above it and its own, with slashes; else null',
    ),
    service_namespace: namespace,
    action_key: actionKey,
    action_name: column('string', 'Action as IAM writes it; null: the service itself'),
    access_level: column('string', 'Level of access of the action; null: not known, or a service'),
    power,
    is_written: column('boolean', 'Whether the text of the policy names actions and can be read; null: no policy'),
    holders: column('bigint', 'Measured users and roles to which it is granted'),
    members: column('bigint', 'Users and roles that hold the subject'),
    accounts: column('bigint', 'Accounts of these'),
    members_unmeasured: column('bigint', 'Of the members, not measured'),
    accounts_unmeasured: column('bigint', 'Accounts that may have further holders and were not measured'),
    users: column('bigint', 'Holders and former holders that are known to have used the service; 0: of an action'),
    users_gone: column('bigint', 'Of these, gone by now'),
    accounts_accessed: column('bigint', 'Accounts of the users'),
    last_known_access_at: column('timestamp', 'Last known use by a holder or former holder; null: none'),
    least_evidence_days: column('int', 'Days of the least evidence of a holder, 400 at most; null: not known of each'),
    idle_documents: idleDocuments('that keeps it (the subject itself, or another that a holder has)'),
    fixed_reasons: fixedReasons,
    used_days: days('USED', 'the days since the last use by a holder or former holder'),
    seen_days: days('BLIND', 'the days since a holder was active where IAM does not look'),
    new_days: days('NEW_THING', 'the days since a report first showed what an earlier one could have shown'),
    age_days: days('YOUNG_PRINCIPAL', 'the days since the youngest holder was created, of a permission set the oldest'),
    young_days: days('YOUNG_GRANT', 'the days since reports show again what an earlier one would have shown and lacks'),
    tracked_days: days('LITTLE_EVIDENCE', 'the days of the least evidence'),
    known_days: required('int', 'The least days for which reports show a grant without a gap; -1: not known'),
    bounded_days: required('int', 'The least days for which a grant is KNOWN or BOUNDED; -1: not known'),
    clear_days: required('int', 'The least of used_days, seen_days, new_days, age_days, young_days and tracked_days'),
  },
} as const satisfies TableSchema;

/** In the order in which they are written. */
export const JUDGED_TABLES = [
  derivedJudgedPrincipals,
  derivedJudgedGrants,
  derivedJudgedLists,
  derivedJudgedUses,
  derivedKnownUsers,
  derivedSubjectMembers,
  derivedJudgedSubjectItems,
] as const satisfies readonly TableSchema[];

/** Every table of a judgement; the last has the row by which the others count. */
export const TABLES_OF_JUDGEMENT = [...JUDGED_TABLES, derivedJudgements] as const;
