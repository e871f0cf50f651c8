CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_inline_policies` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `owner_arn` string COMMENT 'ARN of the user, role or group that holds it',
  `owner_type` string COMMENT 'user, role or group',
  `policy_name` string COMMENT 'Name of the policy',
  `document` string COMMENT 'Document as JSON'
)
COMMENT 'One row per inline policy of a user, role or group'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/inline_policies/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
