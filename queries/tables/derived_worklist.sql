CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_worklist` (
  `made_of` string COMMENT 'Run IDs of the snapshot and of those up to 415 days before it, of the default snapshot the later ones too, joined by a comma: where the lake has others, the row is stale',
  `compared_made_of` string COMMENT 'made_of of the snapshot of all accounts before it, with which it is compared; null: no such snapshot',
  `owner_tags` string COMMENT 'Tags that name an owner, the first that a principal or account has counts, joined by a comma; then the hash of the owners file, if one was given',
  `judged_by` string COMMENT 'First 16 hexadecimal digits of the SHA-256 of the date and of the statements that made it: a version of Access Lake with other statements rebuilds it',
  `task_rank` int COMMENT 'Place in the order of the question worklist, from 1; null: no longer listed',
  `task_state` string COMMENT 'What became of it since the snapshot of all accounts before: OPEN, NEW, DONE, USED, EXCEPTED or NOT_COMPARED; null: no such snapshot, or a row that takes nothing away',
  `task_id` string COMMENT 'SHA-256 of step, kind and lasting id of the subject in hexadecimal: the same from snapshot to snapshot',
  `step` string COMMENT 'DELETE: no use within 90 days is known; NARROW: what nobody used can be removed; KEEP: idle by design; MEASURE: not known',
  `task_code` string COMMENT 'What to do with what it is about: DELETE_ROLE, NARROW_ and MEASURE_ with the subject_type, KEEP_IDLE or KEEP_EXCEPTED',
  `subject_type` string COMMENT 'PERMISSION_SET, MANAGED_POLICY, PRINCIPAL, or ACCOUNT: one that was not measured',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `account_name` string COMMENT 'Name of the account in the organization',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the role; else null',
  `policy_arn` string COMMENT 'ARN of the customer managed policy',
  `risk` int COMMENT '4: an action of iam that gives rights or changes policies is granted, or one of any service can be removed; 3: somebody outside may assume the role; 2: an action that writes, or whose access level is not known, can be removed; 1: the rest; null: nothing is taken away',
  `grant_age` string COMMENT 'The least known age of a grant that can be removed: KNOWN, BOUNDED or UNKNOWN; null: nothing is taken away',
  `services_removable` bigint COMMENT 'Services that no holder used and that can be removed; null: nothing is taken away',
  `actions_removable` bigint COMMENT 'Actions that no holder used and that can be removed, those of the removable services included; null: nothing is taken away',
  `grants_removable` bigint COMMENT 'The same actions, each once for each user or role that is granted it; null: nothing is taken away',
  `holders` bigint COMMENT 'Users and roles that hold the permission set or policy; null: a user, role or account',
  `holders_affected` bigint COMMENT 'The most of these to whom one service or action that can be removed is granted; null: a user, role or account, or nothing is taken away',
  `accounts` bigint COMMENT 'Accounts that the permission set is assigned in; null: no permission set',
  `holders_unmeasured` bigint COMMENT 'Of the holders those that were not measured; null as holders',
  `accounts_unmeasured` bigint COMMENT 'Accounts that were not measured, in which it may have further holders; null as holders',
  `idle_names` string COMMENT 'Entries of the list of what is idle by design, joined by ", "; null: it is not kept for one',
  `last_known_use_at` timestamp COMMENT 'Last known use by the user or role; null: none is known, or several hold the subject',
  `state` string COMMENT 'ACCESSED: it was used before the 90 days; NOT_ACCESSED: no use of what can be removed is known; NOT_MEASURED; null: what is kept',
  `owner` string COMMENT 'Who answers for the user or role; null: nobody is named, or several hold the subject',
  `owner_from` string COMMENT 'Where that is from: principal_tag, file, account_tag, account_email, or unknown; null: several hold the subject',
  `error_code` string COMMENT 'Why it could not be measured, as a code; null when it was'
)
COMMENT 'The rows of the question worklist of a snapshot, in its order, and a row per task of the snapshot of all accounts before it that is no longer listed, as that had it. A row names a user or role, a permission set, which is of no account, a policy, or an account that was not measured'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/worklist/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
