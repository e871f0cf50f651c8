CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_judged_uses` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `action_key` string COMMENT 'Action in lower case, without its service; empty: the service itself',
  `last_known_access_at` timestamp COMMENT 'Last known use',
  `last_accessed_run_id` string COMMENT 'Last run that saw it',
  `used_days` int COMMENT 'USED speaks against it at more days than that: the days since the last use, 400 at most; -1: at any, for the report of the snapshot shows the use'
)
COMMENT 'One row per service and action that somebody is known to have used in the 415 days before a snapshot, whether it is still granted or not, whether the principal is still there or not'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/judged_uses/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
