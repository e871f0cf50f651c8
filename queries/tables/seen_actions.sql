CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_seen_actions` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `action_name` string COMMENT 'Action without its service, such as ListAllMyBuckets',
  `first_generated_at` timestamp COMMENT 'Earliest report of the run with such a row: it was tracked by then; null: no report says when it was made'
)
COMMENT 'One row per action that has a row of any principal of the run: IAM tracks it'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/seen_actions/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
