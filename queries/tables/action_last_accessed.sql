CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_action_last_accessed` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `action_name` string COMMENT 'Action without its service, such as ListAllMyBuckets',
  `last_accessed_at` timestamp COMMENT 'Last attempt that IAM saw, denied ones included; null: tracked and no attempt seen in the tracking period',
  `last_accessed_region` string COMMENT 'Region of the last attempt, as IAM names it; free text',
  `last_accessed_entity_arn` string COMMENT 'ARN of the user or role that made the last attempt'
)
COMMENT 'One row per principal and granted action that IAM tracks; an action without a row is not known to be unused'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/action_last_accessed/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
