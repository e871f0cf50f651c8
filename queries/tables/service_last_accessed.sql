CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_service_last_accessed` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `service_name` string COMMENT 'Name of the service as IAM shows it',
  `last_accessed_at` timestamp COMMENT 'Last attempt that IAM saw, denied ones included; null: tracked and no attempt seen in the tracking period',
  `last_accessed_region` string COMMENT 'Region of the last attempt, as IAM names it; free text',
  `last_accessed_entity_arn` string COMMENT 'ARN of the user or role that made the last attempt',
  `total_authenticated_entities` int COMMENT 'Principals that attempted access: 0 or 1 for a user or role',
  `actions_tracked` int COMMENT 'Granted actions of the service that IAM tracks',
  `actions_accessed` int COMMENT 'Actions of these with an attempt'
)
COMMENT 'One row per principal and service that its identity policies grant'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/service_last_accessed/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
