CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_judged_principals` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `account_name` string COMMENT 'Name of the account',
  `ou_path` string COMMENT 'IDs of the root and OUs above the account',
  `ou_path_names` string COMMENT 'Names of the root and OUs above the account',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `principal_type` string COMMENT 'user or role',
  `principal_name` string COMMENT 'Name without the path',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the role; else null',
  `is_service_linked` boolean COMMENT 'Whether it is a service-linked role',
  `tags` string COMMENT 'Tags as JSON',
  `is_measured` boolean COMMENT 'Whether the snapshot has its report',
  `judged_at` timestamp COMMENT 'Moment from which days run back',
  `evidence_days` int COMMENT 'Days of evidence, 400 at most; null: not known',
  `last_known_use_at` timestamp COMMENT 'Last use that any run of the 415 days knows; null: none',
  `has_unlisted_use` boolean COMMENT 'Whether the role was used without a row that shows where; null: not known',
  `untracked_regions` string COMMENT 'Regions without tracking in which it was active',
  `idle_names` string COMMENT 'Names of the lists by which it is idle by design, joined by a comma and a space; null: it is not',
  `idle_by_design` string COMMENT 'Why it is idle by design; null: it is not',
  `fixed_reasons` int COMMENT 'Bits of the reasons that no number of days changes, as the view reasons has them; 0: none',
  `used_days` int COMMENT 'USED speaks against it at more days than that: the days since its last use of anything; 400: it never does',
  `seen_days` int COMMENT 'BLIND speaks against it at more days than that: the days since it was active where IAM does not look; 400: it never does',
  `age_days` int COMMENT 'YOUNG_PRINCIPAL speaks against it at more days than that: the days since it was created; 400: it never does',
  `tracked_days` int COMMENT 'LITTLE_EVIDENCE speaks against it at more days than that: the days of its evidence; 400: it never does',
  `clear_days` int COMMENT 'The least of seen_days, age_days and tracked_days',
  `reported_days` int COMMENT 'Days since the first report of its grants that counts for their age; -1: no report does',
  `bounded_days` int COMMENT 'Days since all its policies are as they are; -1: not known'
)
COMMENT 'One row per user and role of a snapshot, with what speaks against taking anything from it'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/judged_principals/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
