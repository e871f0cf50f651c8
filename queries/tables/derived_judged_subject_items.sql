CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_judged_subject_items` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `subject_type` string COMMENT 'PERMISSION_SET, MANAGED_POLICY, INLINE_POLICY, ROLE_NAME, ACCOUNT, OU or ORGANIZATION',
  `subject_account_id` string COMMENT 'Account of the policy; empty: the subject is of no account alone',
  `subject` string COMMENT 'Permission set or role name in lower case, ARN of the managed policy, ARN of the owner and name of the inline policy, ID of the account or OU, or organization',
  `subject_name` string COMMENT 'Name as it is written; null: not known',
  `subject_path` string COMMENT 'Of an OU, the IDs of the root and OUs above it and its own, with slashes; else null',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `action_key` string COMMENT 'Action in lower case, without its service; empty: the service itself',
  `action_name` string COMMENT 'Action as IAM writes it; null: the service itself',
  `access_level` string COMMENT 'Level of access of the action; null: not known, or a service',
  `power` int COMMENT '1: it reads, or is a service; 2: it writes, or nobody knows; 4: it gives rights or changes policies',
  `is_written` boolean COMMENT 'Whether the text of the policy names actions and can be read; null: no policy',
  `holders` bigint COMMENT 'Measured users and roles to which it is granted',
  `members` bigint COMMENT 'Users and roles that hold the subject',
  `accounts` bigint COMMENT 'Accounts of these',
  `members_unmeasured` bigint COMMENT 'Of the members, not measured',
  `accounts_unmeasured` bigint COMMENT 'Accounts that may have further holders and were not measured',
  `users` bigint COMMENT 'Holders and former holders that are known to have used the service; 0: of an action',
  `users_gone` bigint COMMENT 'Of these, gone by now',
  `accounts_accessed` bigint COMMENT 'Accounts of the users',
  `last_known_access_at` timestamp COMMENT 'Last known use by a holder or former holder; null: none',
  `least_evidence_days` int COMMENT 'Days of the least evidence of a holder, 400 at most; null: not known of each',
  `idle_documents` string COMMENT 'Names of the list by which a document that keeps it (the subject itself, or another that a holder has) is left alone, joined by a comma and a space; null: none is',
  `fixed_reasons` int COMMENT 'Bits of the reasons that no number of days changes, as the view reasons has them; 0: none',
  `used_days` int COMMENT 'USED speaks against it at more days than that: the days since the last use by a holder or former holder; 400: it never does',
  `seen_days` int COMMENT 'BLIND speaks against it at more days than that: the days since a holder was active where IAM does not look; 400: it never does',
  `new_days` int COMMENT 'NEW_THING speaks against it at more days than that: the days since a report first showed what an earlier one could have shown; 400: it never does',
  `age_days` int COMMENT 'YOUNG_PRINCIPAL speaks against it at more days than that: the days since the youngest holder was created, of a permission set the oldest; 400: it never does',
  `young_days` int COMMENT 'YOUNG_GRANT speaks against it at more days than that: the days since reports show again what an earlier one would have shown and lacks; 400: it never does',
  `tracked_days` int COMMENT 'LITTLE_EVIDENCE speaks against it at more days than that: the days of the least evidence; 400: it never does',
  `known_days` int COMMENT 'The least days for which reports show a grant without a gap; -1: not known',
  `bounded_days` int COMMENT 'The least days for which a grant is KNOWN or BOUNDED; -1: not known',
  `clear_days` int COMMENT 'The least of used_days, seen_days, new_days, age_days, young_days and tracked_days'
)
COMMENT 'One row per service and action that the holders of a subject are granted, with the worst that speaks against it of any holder'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/judged_subject_items/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
