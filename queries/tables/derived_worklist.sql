CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_worklist` (
  `made_of` string COMMENT 'Run IDs of the snapshot and of those up to 415 days before it, of the default snapshot the later ones too, joined by a comma: where the lake has others, the row is stale',
  `compared_made_of` string COMMENT 'made_of of the snapshot of all accounts before it, with which it is compared; null: no such snapshot',
  `owner_tags` string COMMENT 'Tags that name an owner, the first that a principal or account has counts, joined by a comma; then the hash of the owners file, if one was given',
  `task_rank` int COMMENT 'Place in the order of the question worklist, from 1; null: no longer listed',
  `task_state` string COMMENT 'What became of it since the snapshot of all accounts before: OPEN, NEW, DONE, USED, EXCEPTED or NOT_COMPARED; null: no such snapshot',
  `task_id` string COMMENT 'SHA-256 of step, kind and lasting id of the subject in hexadecimal: the same from snapshot to snapshot',
  `step` string COMMENT 'DELETE: no use within 90 days is known; NARROW: what nobody used can be removed',
  `subject_type` string COMMENT 'PERMISSION_SET, MANAGED_POLICY or PRINCIPAL',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `account_name` string COMMENT 'Name of the account in the organization',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the role; else null',
  `policy_arn` string COMMENT 'ARN of the customer managed policy',
  `task` string COMMENT 'The task, as a sentence',
  `risk` int COMMENT '4: an action of iam that gives rights or changes policies is granted, or one of any service can be removed; 3: somebody outside may assume the role; 2: an action that writes, or whose access level is not known, can be removed; 1: the rest',
  `grant_age` string COMMENT 'The least known age of a grant that can be removed: KNOWN, BOUNDED or UNKNOWN',
  `services_removable` bigint COMMENT 'Services that no holder used and that can be removed',
  `actions_removable` bigint COMMENT 'Actions that no holder used and that can be removed, those of the removable services included',
  `holders` bigint COMMENT 'Users and roles that hold the permission set or policy; null: a user or role',
  `state` string COMMENT 'ACCESSED: it was used before the 90 days; NOT_ACCESSED: no use of what can be removed is known',
  `owner` string COMMENT 'Who answers for the user or role; null: nobody is named, or several hold the subject',
  `owner_from` string COMMENT 'Where that is from: principal_tag, file, account_tag, account_email, or unknown; null: several hold the subject'
)
COMMENT 'One row per task of a snapshot, the rows of the question worklist that take something away, in its order, and per task of the snapshot of all accounts before it that is no longer listed, as that had it. It names a user or role, a permission set, which is of no account, or a policy'
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
