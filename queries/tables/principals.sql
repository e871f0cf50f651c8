CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_principals` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `principal_type` string COMMENT 'user or role',
  `principal_name` string COMMENT 'Name without the path',
  `path` string COMMENT 'Path, such as /service-role/',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the role; else null',
  `created_at` timestamp COMMENT 'When the principal was created',
  `is_service_linked` boolean COMMENT 'Whether it is a service-linked role',
  `role_last_used_at` timestamp COMMENT 'Last use of the role by RoleLastUsed, resource policies included; null: unused in the tracking period, or a user',
  `role_last_used_region` string COMMENT 'Region of role_last_used_at',
  `password_last_used_at` timestamp COMMENT 'Last sign-in with the password; null: none known, or a role',
  `permissions_boundary_arn` string COMMENT 'Policy that is its permissions boundary',
  `attached_policy_arns` array<string> COMMENT 'Managed policies attached to it',
  `inline_policy_names` array<string> COMMENT 'Inline policies in it',
  `group_names` array<string> COMMENT 'Groups of the user; null for a role',
  `tags` map<string,string> COMMENT 'Tags',
  `assume_role_policy_document` string COMMENT 'Trust policy of the role as JSON; null for a user',
  `status` string COMMENT 'exported, failed or deleted',
  `error_code` string COMMENT 'Why it could not be measured, as a code; null when it was',
  `error_message` string COMMENT 'Why it could not be measured, as a sentence; null when it was',
  `job_id` string COMMENT 'Job that reported on it; null when it was not measured',
  `generated_at` timestamp COMMENT 'When the report was generated: evidence runs from here back',
  `services_granted` int COMMENT 'Services granted by identity policies; null: not measured',
  `services_accessed` int COMMENT 'Services of these with an attempt; null: not measured',
  `actions_tracked` int COMMENT 'Granted actions that IAM tracks; null: not measured',
  `actions_accessed` int COMMENT 'Actions of these with an attempt; null: not measured'
)
COMMENT 'One row per IAM user or role; its identity over time is account_id with principal_id'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/principals/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
