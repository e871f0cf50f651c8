CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_witnesses` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `generated_at` timestamp COMMENT 'When the report was generated: evidence runs from here back',
  `denied_services` array<string> COMMENT 'Services with an action that a statement denies, on any resource and under any condition, in lower case and in order'
)
COMMENT 'One row per measured principal that may do everything: a statement allows every action on every resource without a condition, every document that it holds, also by a group, can be read, and none denies by NotAction or by a pattern of no one service. What its report does not show, of a service that it is not denied, IAM did not track then'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/witnesses/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
