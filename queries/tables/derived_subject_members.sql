CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_subject_members` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `subject_type` string COMMENT 'PERMISSION_SET, MANAGED_POLICY, INLINE_POLICY, ROLE_NAME, ACCOUNT, OU or ORGANIZATION',
  `subject_account_id` string COMMENT 'Account of the policy; empty: the subject is of no account alone',
  `subject` string COMMENT 'Permission set or role name in lower case, ARN of the managed policy, ARN of the owner and name of the inline policy, ID of the account or OU, or organization',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN'
)
COMMENT 'One row per user or role of a snapshot that holds something that several may hold'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/subject_members/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
