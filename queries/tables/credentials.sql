CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_credentials` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_arn` string COMMENT 'ARN of the user, or of the root user of the account (...:root)',
  `principal_id` string COMMENT 'Unique ID of the user; null: root, or no listed user has this ARN and creation time',
  `is_root` boolean COMMENT 'Whether it is the root user',
  `created_at` timestamp COMMENT 'When the user was created; of root the account',
  `password_state` string COMMENT 'enabled, none, not_supported (root has a password, whose rotation IAM does not manage) or unknown',
  `password_last_used_at` timestamp COMMENT 'Last sign-in with the password; null: none since 20 October 2014, or not known',
  `password_last_changed_at` timestamp COMMENT 'When the password was last set; null: no password, or not known',
  `password_next_rotation_at` timestamp COMMENT 'When the password must be changed; null: never, or not known',
  `has_mfa` boolean COMMENT 'Whether an MFA device is active; null: not known',
  `certificates_active` int COMMENT 'Active signing certificates, 0 to 2; null: not known',
  `has_more_credentials` boolean COMMENT 'Whether there are more keys or certificates than the two of each that the report shows; null: not known',
  `generated_at` timestamp COMMENT 'When AWS made the credential report: evidence runs from here back'
)
COMMENT 'One row per user of the credential report, and one of the root user; a user who has none was made after the report'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/credentials/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
