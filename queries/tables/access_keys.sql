CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_access_keys` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_arn` string COMMENT 'ARN of the user, or of the root user of the account (...:root)',
  `slot` int COMMENT 'Place of the key in the report, 1 or 2: the report does not name its ID',
  `principal_id` string COMMENT 'Unique ID of the user; null: root, or no listed user has this ARN and creation time',
  `is_active` boolean COMMENT 'Whether it is active; null: not known',
  `last_rotated_at` timestamp COMMENT 'When it was created; null: not known',
  `last_used_at` timestamp COMMENT 'Last use of the key; null: none since 22 April 2015, or not known',
  `last_used_region` string COMMENT 'Region of the last use, as IAM names it',
  `last_used_service` string COMMENT 'Service of the last use, as a namespace such as s3',
  `generated_at` timestamp COMMENT 'When AWS made the credential report: evidence runs from here back'
)
COMMENT 'One row per access key of the credential report, active or not; a slot without a row is empty'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/access_keys/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
