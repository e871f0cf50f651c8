CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_principal_uses` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `principal_type` string COMMENT 'user or role',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the role; else null',
  `is_service_linked` boolean COMMENT 'Whether it is a service-linked role',
  `last_accessed_region` string COMMENT 'Region of the last attempt, as IAM names it; free text',
  `last_accessed_at` timestamp COMMENT 'Last attempt in the Region that IAM saw, denied ones included',
  `last_service_accessed_at` timestamp COMMENT 'Likewise, by rows of services alone; null: none of them has a time'
)
COMMENT 'One row per measured principal and Region of the uses in action_uses and service_uses, so that a question about principals reads neither'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/principal_uses/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
