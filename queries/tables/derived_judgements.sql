CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_judgements` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `uses_until` string COMMENT 'Date of the last run whose uses count',
  `made_of` string COMMENT 'Each committed run until then with the MD5 of its manifest, which has the SHA-256 of each of its files, joined by a comma',
  `row_count` bigint COMMENT 'Rows of its other tables together: with fewer or more, nothing of it counts'
)
COMMENT 'One row per snapshot that was judged: by which runs, files and statements. Written after the tables of its judgement'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/judgements/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
