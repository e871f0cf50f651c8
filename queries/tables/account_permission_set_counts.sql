CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_account_permission_set_counts` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the roles',
  `evidence_days_from` int COMMENT 'Days at which the band of evidence begins (0, 30, 60, 90, 180, 270, 365, 400); null: the evidence is not known',
  `principals` int COMMENT 'Measured principals whose evidence (the lesser of 400 and their age in days) lies in the band',
  `services_granted` bigint COMMENT 'Services granted to principals of the band, each counted for each principal',
  `services_accessed` bigint COMMENT 'Of these, with an attempt',
  `actions_tracked` bigint COMMENT 'Granted and tracked actions whose evidence (that of the principal, or less where tracking began later) lies in the band',
  `actions_accessed` bigint COMMENT 'Of these, with an attempt'
)
COMMENT 'One row per account, permission set and band of evidence: what its measured roles are granted and accessed'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/account_permission_set_counts/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
