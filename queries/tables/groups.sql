CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_groups` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `group_arn` string COMMENT 'ARN of the group',
  `group_id` string COMMENT 'Unique ID (AGPA...)',
  `group_name` string COMMENT 'Name without the path',
  `path` string COMMENT 'Path',
  `created_at` timestamp COMMENT 'When the group was created',
  `attached_policy_arns` array<string> COMMENT 'Managed policies attached to it',
  `inline_policy_names` array<string> COMMENT 'Inline policies in it'
)
COMMENT 'One row per IAM group'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/groups/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
