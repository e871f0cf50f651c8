CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_service_credentials` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `credential_id` string COMMENT 'Unique ID of the credential',
  `principal_arn` string COMMENT 'ARN of its user; null: no listed user has its name',
  `service` string COMMENT 'Service that takes it, such as codecommit.amazonaws.com',
  `status` string COMMENT 'As IAM reports it: Active, Inactive or Expired',
  `created_at` timestamp COMMENT 'When it was created',
  `expires_at` timestamp COMMENT 'When it expires; null: never'
)
COMMENT 'One row per credential of a user for one service, such as Bedrock or CodeCommit; no credential report has them'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/service_credentials/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
