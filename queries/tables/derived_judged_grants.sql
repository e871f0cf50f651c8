CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_judged_grants` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `profile` string COMMENT 'Name in derived_judged_lists of what is said of the grant, made of its content',
  `actions_tracked` int COMMENT 'Granted actions of the service that IAM tracks',
  `grant_first_seen_at` timestamp COMMENT 'First report of the time that shows the grant; null: none does'
)
COMMENT 'One row per service that is granted to a measured user or role of a snapshot'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/judged_grants/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
