CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_granted_lists` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `list_hash` string COMMENT 'Name of the list, the same in every run: the first 32 hexadecimal digits of SHA-256 over the names of its actions',
  `action_name` string COMMENT 'Action without its service, such as ListAllMyBuckets'
)
COMMENT 'One row per action of a list that principal_grants names; a run with 200,000 lists or more repeats some, so use DISTINCT'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/granted_lists/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
