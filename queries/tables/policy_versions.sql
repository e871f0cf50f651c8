CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_policy_versions` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `policy_arn` string COMMENT 'ARN of the policy',
  `version_id` string COMMENT 'Version, such as v3',
  `is_default` boolean COMMENT 'Whether it is the version in force',
  `created_at` timestamp COMMENT 'When the version was created'
)
COMMENT 'One row per version that IAM retains of a managed policy in the account or used by it'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/policy_versions/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
