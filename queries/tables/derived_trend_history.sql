CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_trend_history` (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd',
  `made_of_md5` string COMMENT 'MD5 of made_of of derived_trends, in hexadecimal',
  `owner_tags` string COMMENT 'Tags that name an owner, the first that a principal or account has counts, joined by a comma; then the hash of the owners file, if one was given',
  `judged_by` string COMMENT 'First 16 hexadecimal digits of the SHA-256 of the date and of the statements that made it: a version of Access Lake with other statements rebuilds it',
  `dimension` string COMMENT 'organization, ou, account, service, permission_set or owner',
  `subject` string COMMENT 'ID of the organization, OU or account, namespace of the service, name of the set, owner as in the question worklist; null: accounts whose OU is not known, principals without an owner',
  `subject_name` string COMMENT 'Name of the account, names of the OU from the root down, name of the service',
  `accounts` bigint COMMENT 'Accounts; of a service, permission set or owner those with a principal of it',
  `accounts_unmeasured` bigint COMMENT 'Accounts that were not measured to the end; of a service, permission set or owner all such, for any may have it',
  `principals` bigint COMMENT 'Principals that were listed; of a service those to whom it is granted',
  `principals_measured` bigint COMMENT 'Of these, measured',
  `principals_unmeasured` bigint COMMENT 'Listed and not measured, beside all of accounts whose listing did not complete; of a service all such, for any may have it',
  `principals_dormant` bigint COMMENT 'Roles that the question dormant_principals lists, of 90 days',
  `principals_used_90` bigint COMMENT 'Measured and last used less than 90 days before; of a service, by the service',
  `principals_used_180` bigint COMMENT 'Likewise 90 to 179 days before',
  `principals_used_400` bigint COMMENT 'Likewise 180 to 399 days before',
  `principals_used_older` bigint COMMENT 'Likewise 400 days before or earlier',
  `principals_never_used` bigint COMMENT 'Measured, with evidence of 90 days or more, and no use is known',
  `principals_use_unknown` bigint COMMENT 'Measured, and neither use nor evidence is known: users, for whom IAM reports no last use, and principals with less evidence',
  `services_granted` bigint COMMENT 'Services granted, each counted for each principal',
  `services_used` bigint COMMENT 'Of these, used within 90 days',
  `services_unused` bigint COMMENT 'Of these, with evidence of 90 days and no known use within them',
  `services_too_young` bigint COMMENT 'Of these, with less evidence and no known use within 90 days',
  `actions_granted` bigint COMMENT 'Granted and tracked actions, each counted for each principal',
  `actions_used` bigint COMMENT 'Of these, used within 90 days',
  `actions_unused` bigint COMMENT 'Of these, with evidence of 90 days and no known use within them',
  `actions_too_young` bigint COMMENT 'Of these, with less evidence and no known use within 90 days',
  `actions_removable_of_principals` bigint COMMENT 'Of the unused, those that `removable --by action` lists',
  `services_taken_away` bigint COMMENT 'Of the services that the question removable --by service lists of the snapshot of all accounts before it, those that nobody used since and that are no longer granted, each counted for each principal that was measured or is gone; null: there is no such snapshot',
  `actions_taken_away` bigint COMMENT 'Of the actions that the question removable --by action lists of the snapshot of all accounts before it, those that nobody used since and that are no longer granted, each counted for each principal that was measured or is gone; null: there is no such snapshot',
  `ou_level_1` string COMMENT 'First organizational unit below the root above the account by name, by ID where a name is not known; null: no such unit, or the subject is not an account',
  `ou_level_2` string COMMENT 'Second organizational unit above the account by name, by ID where a name is not known; null: no such unit, or the subject is not an account',
  `ou_level_3` string COMMENT 'Third organizational unit above the account by name, by ID where a name is not known; null: no such unit, or the subject is not an account',
  `ou_level_4` string COMMENT 'Fourth organizational unit above the account by name, by ID where a name is not known; null: no such unit, or the subject is not an account'
)
COMMENT 'The rows of derived_trends that were not stale when the file was made, those of all dates in one file, with the OUs of accounts'
STORED AS PARQUET
LOCATION '{{location}}/derived/trend_history/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
