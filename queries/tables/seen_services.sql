CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_seen_services` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `first_generated_at` timestamp COMMENT 'Earliest report of the run with such a row; null: no report says when it was made',
  `unrestricted_principals` int COMMENT 'Measured principals of the run, the same in every row, that may do everything: a statement allows every action on every resource without a condition, and none denies. What they have no row of, IAM did not know then'
)
COMMENT 'One row per service that is granted to a measured principal of the run'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/seen_services/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
