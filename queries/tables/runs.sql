CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_runs` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `snapshot_date` string COMMENT 'Date of the snapshot that the run belongs to, yyyy-MM-dd in UTC',
  `schema_version` int COMMENT 'Version of the declaration of the tables that the run wrote',
  `tool_version` string COMMENT 'Version of Access Lake that wrote the run',
  `aws_partition` string COMMENT 'AWS partition, such as aws or aws-us-gov',
  `organization_id` string COMMENT 'Organization ID; null when the caller exported its own account alone',
  `management_account_id` string COMMENT 'Management account of the organization; null as organization_id',
  `caller_arn` string COMMENT 'ARN of the identity that ran the export',
  `scope` string COMMENT 'Filters of the run, as JSON',
  `reference_date` string COMMENT 'Date of the list of names and levels behind the table actions, yyyy-MM-dd',
  `tracked_as_of` string COMMENT 'Day on which is_tracked of the table actions was read, yyyy-MM-dd',
  `started_at` timestamp COMMENT 'When the run was planned',
  `finished_at` timestamp COMMENT 'When the run was published',
  `accounts_total` int COMMENT 'Accounts of the organization',
  `accounts_exported` int COMMENT 'Accounts that were exported',
  `accounts_failed` int COMMENT 'Accounts that could not be measured, or not to the end',
  `accounts_skipped` int COMMENT 'Accounts that cannot be measured by their state (suspended, closed)',
  `accounts_excluded` int COMMENT 'Accounts that the filters left out',
  `principals_total` int COMMENT 'Principals known: those listed, and of an account whose listing did not complete those measured before',
  `principals_exported` int COMMENT 'Principals that were measured',
  `principals_failed` int COMMENT 'Principals that could not be measured',
  `principals_deleted` int COMMENT 'Principals that were deleted between listing and report',
  `service_rows` bigint COMMENT 'Rows of service_last_accessed',
  `action_rows` bigint COMMENT 'Rows of action_last_accessed',
  `api_calls` bigint COMMENT 'AWS API calls made, attempts of the SDK included',
  `throttled_calls` bigint COMMENT 'Calls of these that were answered with throttling',
  `manifest` string COMMENT 'Files of the run as JSON: path, rows, bytes, sha256 of each'
)
COMMENT 'One row per committed run; a plan that was abandoned, or whose run has expired, has a file without rows'
STORED AS PARQUET
LOCATION '{{location}}/runs/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
