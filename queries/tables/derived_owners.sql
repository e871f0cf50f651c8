CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_owners` (
  `judgement_id` string COMMENT 'Judgement beside which the row was made, as derived_judgements has it: beside another one no view shows it',
  `owner_tags` string COMMENT 'Tags that name an owner, the first that a principal or account has counts, joined by a comma; then the hash of the owners file, if one was given',
  `judged_by` string COMMENT 'First 16 hexadecimal digits of the SHA-256 of the date and of the statements that made it: a version of Access Lake with other statements rebuilds it',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_id` string COMMENT 'ID of the user or role; empty: the account itself',
  `owner` string COMMENT 'Who answers for it; null: nobody is named',
  `owner_from` string COMMENT 'Where that is from: principal_tag, file, account_tag, account_email, or unknown'
)
COMMENT 'One row per account, user and role of a snapshot that was judged: who answers for it, as in the question worklist'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/owners/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
