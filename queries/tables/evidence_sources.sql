CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_evidence_sources` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `source` string COMMENT 'Name of the source, such as account-tags',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `subject` string COMMENT 'Part of the account, such as a Region; null: all of it',
  `asked_in` string COMMENT 'Account whose session or caller asked; null: nobody asked',
  `status` string COMMENT 'collected, partial (some of it is missing), refused, failed, or not_asked; unless collected, a missing row means nothing',
  `error_code` string COMMENT 'Why it could not be measured, as a code; null when it was',
  `error_message` string COMMENT 'Why it could not be measured, as a sentence; null when it was',
  `rows` int COMMENT 'Rows that it has of the account in its tables, of account-tags the tags; null: not collected, not even in part',
  `generated_at` timestamp COMMENT 'When the report was generated: evidence runs from here back',
  `finished_at` timestamp COMMENT 'When asking it ended; null: nobody asked'
)
COMMENT 'One row per account and source of evidence beside the reports: whether it was collected, and why not; without account_id of the organization'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/evidence_sources/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
