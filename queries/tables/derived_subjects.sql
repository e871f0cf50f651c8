CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_subjects` (
  `made_of` string COMMENT 'Run IDs of the snapshot and of those up to 415 days before it, of the default snapshot the later ones too, joined by a comma: where the lake has others, the row is stale',
  `judged_by` string COMMENT 'First 16 hexadecimal digits of the SHA-256 of the date and of the statements that made it: a version of Access Lake with other statements rebuilds it',
  `question` string COMMENT 'guardrails, guardrails.by-action, sets or sets.by-action',
  `question_rank` int COMMENT 'Place in the order of the question, from 1; null: no row of its answer',
  `permission_set_name` string COMMENT 'Permission set of IAM Identity Center; null: the row is of no set',
  `ou_id` string COMMENT 'ID of the OU or root; null: the row is of no OU',
  `ou_name` string COMMENT 'Name of the OU or root; null: not known',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `action_name` string COMMENT 'Action; null: of a service as a whole',
  `access_level` string COMMENT 'Level of access of the action; null: not known, or a service',
  `state` string COMMENT 'ACCESSED, NOT_ACCESSED or NOT_MEASURED, as the question has it',
  `is_candidate` boolean COMMENT 'Whether nothing speaks against taking it away; null: the question does not say',
  `withheld` string COMMENT 'Code of the first reason against taking it away (docs/judgement.md); null: none',
  `left_out` bigint COMMENT 'Rows that the question leaves out for the reason in withheld; null: the question does not say',
  `accounts` bigint COMMENT 'Accounts that the permission set is assigned in; null: the question does not say',
  `holders` bigint COMMENT 'Roles of the set to which it is granted; null: the question does not say',
  `holders_with_evidence` bigint COMMENT 'Of these, with evidence of the days; null: the question does not say',
  `holders_accessed` bigint COMMENT 'Roles of the set that are known to have used it; null: the question does not say',
  `holders_gone` bigint COMMENT 'Of these, gone by now; null: the question does not say',
  `principals_granted` bigint COMMENT 'Users and roles in the OU to which it is granted; null: the question does not say',
  `principals_too_young` bigint COMMENT 'Of these, without evidence or a grant of the days; null: the question does not say',
  `principals_blind` bigint COMMENT 'Of these, active where IAM does not look; null: the question does not say',
  `least_evidence_days` int COMMENT 'Least evidence of those to which it is granted, in days; null: not known',
  `grant_age` string COMMENT 'Least known age of the grant: KNOWN, BOUNDED or UNKNOWN; null: none',
  `last_known_access_at` timestamp COMMENT 'Last known use; null: none is known',
  `only_used_by` string COMMENT 'The one name that is known to use it; null: none, or the question does not say',
  `accounts_accessed` bigint COMMENT 'Accounts with a known use; null: the question does not say',
  `accounts_unmeasured` bigint COMMENT 'Accounts that were not measured; null: the question does not say',
  `principals_unmeasured` bigint COMMENT 'Users and roles that were not measured; null: the question does not say'
)
COMMENT 'The rows of the questions guardrails and sets of a snapshot, by service and by action, in their order; one that names neither an OU nor a set counts what was not measured. Without question_rank: how many rows a question leaves out for a reason, and, for each question, one row without a reason, so that even an empty answer has a row'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/subjects/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
