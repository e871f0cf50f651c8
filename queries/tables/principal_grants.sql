CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_principal_grants` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `principal_arn` string COMMENT 'ARN of the user or role',
  `principal_id` string COMMENT 'Unique ID (AIDA..., AROA...), never given twice, unlike an ARN',
  `principal_type` string COMMENT 'user or role',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center that made the role; else null',
  `is_service_linked` boolean COMMENT 'Whether it is a service-linked role',
  `generated_at` timestamp COMMENT 'When the report was generated: evidence runs from here back',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `list_hash` string COMMENT 'Name in granted_lists of the list of granted actions that IAM tracks, the first 32 hexadecimal digits of SHA-256 over the names of its actions; null: it tracks none of them',
  `actions_tracked` int COMMENT 'Actions of the list',
  `actions_accessed` int COMMENT 'Of these, with an attempt',
  `last_accessed_at` timestamp COMMENT 'Last attempt at the service that IAM saw; null: none'
)
COMMENT 'One row per service that is granted to a measured principal, with the list of its actions that IAM tracks'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/principal_grants/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
