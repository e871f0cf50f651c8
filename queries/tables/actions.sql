CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_actions` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `action_name` string COMMENT 'Action without its service',
  `access_level` string COMMENT 'List, Read, Write, Tagging or Permissions management',
  `is_tracked` boolean COMMENT 'Whether IAM reports last-accessed information for it, as of tracked_as_of of the run; null: not known',
  `tracked_since` timestamp COMMENT 'Day from which IAM tracks it; null: not tracked, or not documented',
  `is_withdrawn` boolean COMMENT 'Whether AWS no longer lists the name: documents may still have it'
)
COMMENT 'One row per action that the service reference knows'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/actions/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
