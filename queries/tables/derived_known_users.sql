CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_known_users` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `principal_type` string COMMENT 'user or role',
  `user_name` string COMMENT 'Name without the path, after user/ or role/',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the role; else null',
  `is_service_linked` boolean COMMENT 'Whether it is a service-linked role',
  `is_gone` boolean COMMENT 'Whether the snapshot does not list it'
)
COMMENT 'One row per ARN under which a user or role is known to have used something in the 415 days before a snapshot, also who is gone'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/known_users/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
