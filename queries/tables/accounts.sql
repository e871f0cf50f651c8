CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_accounts` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `account_name` string COMMENT 'Name of the account in the organization',
  `account_state` string COMMENT 'State in the organization, such as ACTIVE or SUSPENDED',
  `is_management_account` boolean COMMENT 'Whether it is the management account; null: not known',
  `joined_at` timestamp COMMENT 'When the account joined the organization',
  `ou_id` string COMMENT 'Organizational unit or root that holds the account',
  `ou_path` string COMMENT 'IDs from the root down to ou_id, joined by /',
  `ou_path_names` string COMMENT 'Names from the root down to ou_id, joined by /',
  `email` string COMMENT 'E-mail address of the account in the organization; null: not known',
  `tags` map<string,string> COMMENT 'Tags of the account in the organization, empty where it has none; null: not known, because reading them was denied or failed, or the run left the account out',
  `status` string COMMENT 'exported, failed, skipped or excluded',
  `error_code` string COMMENT 'Why it could not be measured, as a code; null when it was',
  `error_message` string COMMENT 'Why it could not be measured, as a sentence; null when it was',
  `principals_total` int COMMENT 'Principals listed; null: the listing did not complete',
  `principals_exported` int COMMENT 'Principals measured; null as principals_total',
  `principals_failed` int COMMENT 'Principals that could not be measured; null as principals_total',
  `principals_deleted` int COMMENT 'Principals deleted between listing and report; null as principals_total',
  `started_at` timestamp COMMENT 'When its collection began; null when it was not tried',
  `finished_at` timestamp COMMENT 'When its collection ended; null when it was not tried',
  `root_has_password` boolean COMMENT 'Whether the root user has a password; null: not known',
  `root_has_access_keys` boolean COMMENT 'Whether the root user has access keys; null: not known',
  `root_has_mfa` boolean COMMENT 'Whether the root user has an MFA device; null: not known'
)
COMMENT 'One row per account of the organization, always all of them'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/accounts/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
