CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_policy_statements` (
  `run_id` string COMMENT 'Run that wrote the row; sorts by time',
  `account_id` string COMMENT 'AWS account ID, 12 digits',
  `owner_arn` string COMMENT 'ARN of the managed policy; else of the user, role or group whose document it is',
  `owner_type` string COMMENT 'policy, user, role or group',
  `policy_type` string COMMENT 'managed, inline or trust',
  `policy_name` string COMMENT 'Name of the policy; null: a trust policy',
  `statement_index` int COMMENT 'From 0 in the order of the document; null: the document could not be read',
  `sid` string COMMENT 'Sid',
  `effect` string COMMENT 'Allow or Deny; null: the document could not be read',
  `actions` array<string> COMMENT 'Action, as written; null: the statement has none',
  `not_actions` array<string> COMMENT 'NotAction, as written; null: the statement has none',
  `resources` array<string> COMMENT 'Resource, as written; null: the statement has none',
  `not_resources` array<string> COMMENT 'NotResource, as written; null: the statement has none',
  `has_condition` boolean COMMENT 'Whether it has a condition',
  `principals` array<string> COMMENT 'Principal of a trust policy, as type:value or *; null: the statement has none',
  `not_principals` array<string> COMMENT 'NotPrincipal of a trust policy, likewise',
  `has_external_id` boolean COMMENT 'Whether a condition of a trust policy asks for sts:ExternalId',
  `oidc_subject` array<string> COMMENT 'What conditions of a trust policy ask of the subject of a token; null: nothing',
  `problem` string COMMENT 'Why the document could not be read, in which case this is its only row; null: it could'
)
COMMENT 'One row per statement of a policy in force: the default version of a managed one, an inline one, a trust policy'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/policy_statements/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
