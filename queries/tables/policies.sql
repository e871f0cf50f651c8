CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_policies` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `policy_arn` string COMMENT 'ARN of the policy',
  `policy_id` string COMMENT 'Unique ID (ANPA...)',
  `policy_name` string COMMENT 'Name without the path',
  `path` string COMMENT 'Path',
  `is_aws_managed` boolean COMMENT 'Whether AWS manages it',
  `default_version_id` string COMMENT 'Version in force, such as v3',
  `document` string COMMENT 'Document of the version in force, as JSON',
  `created_at` timestamp COMMENT 'When the policy was created',
  `updated_at` timestamp COMMENT 'When the policy was last changed',
  `attachment_count` int COMMENT 'Users, roles and groups that it is attached to',
  `permissions_boundary_usage_count` int COMMENT 'Users and roles whose permissions boundary it is; null: the run did not collect it'
)
COMMENT 'One row per managed policy in the account or used by it'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/policies/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
