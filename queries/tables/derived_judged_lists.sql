CREATE EXTERNAL TABLE IF NOT EXISTS `{{database}}`.`raw_derived_judged_lists` (
  `judgement_id` string COMMENT 'Judgement that made the row: the MD5 of its date, runs, files and statements, as derived_judgements has it',
  `profile` string COMMENT 'Name in derived_judged_lists of what is said of the grant, made of its content',
  `service_namespace` string COMMENT 'Service namespace as in a policy, such as s3',
  `action_key` string COMMENT 'Action in lower case, without its service; empty: the service itself',
  `action_name` string COMMENT 'Action as IAM writes it; null: the service itself',
  `access_level` string COMMENT 'Level of access of the action; null: not known, or a service',
  `power` int COMMENT '1: it reads, or is a service; 2: it writes, or nobody knows; 4: it gives rights or changes policies',
  `kept_actions` string COMMENT 'Patterns of actions of the service that no evidence takes away; null: none',
  `tracked_at` timestamp COMMENT 'Since when IAM tracks the action; null: not known, or a service',
  `known_since` timestamp COMMENT 'From when its evidence counts; null: as long as that of the principal',
  `fixed_reasons` int COMMENT 'Bits of the reasons that no number of days changes, as the view reasons has them; 0: none',
  `new_days` int COMMENT 'NEW_THING speaks against it at more days than that: the days since a report first showed what an earlier one could have shown; 400: it never does',
  `young_days` int COMMENT 'YOUNG_GRANT speaks against it at more days than that: the days since reports show again what an earlier one would have shown and lacks; 400: it never does',
  `known_days` int COMMENT 'Days for which reports show it without a gap; 400: every report has it',
  `idle_documents` string COMMENT 'Names of the list by which a document of the principal that allows it is left alone, joined by a comma and a space; null: none is',
  `first_alike_key` string COMMENT 'action_key of the first row of the profile that is alike: the same bits and days',
  `alike_count` bigint COMMENT 'Rows of the profile that are alike'
)
COMMENT 'One row per service and action that grants of one profile hold, with what speaks against taking it away from whomever'
PARTITIONED BY (
  `snapshot_date` string COMMENT 'Date of the snapshot in UTC, yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION '{{location}}/derived/judged_lists/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.snapshot_date.type' = 'date',
  'projection.snapshot_date.format' = 'yyyy-MM-dd',
  'projection.snapshot_date.range' = '{{first_date}},NOW+1DAYS',
  'projection.snapshot_date.interval' = '1',
  'projection.snapshot_date.interval.unit' = 'DAYS'
)
