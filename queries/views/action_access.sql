-- Granted and tracked actions of measured principals, and a row NOT_MEASURED with a null service and action for each
-- principal or account that was not measured. access_level is null where the reference does not know the action.
-- evidence_days: the least of the principal's and the days since IAM tracks the action: since the first report of any
-- snapshot that shows it, where the reference does not know when, or where the action is new since an earlier report
-- (first_seen_actions); null where one of these is not known, written as nullif(x, x): a plain NULL lets DuckDB make an
-- inner join of the left join where a question asks for evidence, and then join every principal with every action first.
-- Grain: snapshot_date, account_id, principal_arn, service_namespace, action_name.
CREATE OR REPLACE VIEW action_access AS
WITH dated AS (
  SELECT
    f.*, a.access_level,
    CASE
      WHEN s.is_new AND s.first_generated_at > coalesce(a.tracked_since, TIMESTAMP '1970-01-01 00:00:00')
        THEN s.first_generated_at
      ELSE coalesce(a.tracked_since, s.first_generated_at)
    END AS tracked_since
  FROM measured_actions f
  LEFT JOIN snapshot_actions a
    ON a.snapshot_date = f.snapshot_date
    AND a.run_id = f.run_id
    AND a.service_namespace = f.service_namespace
    AND a.action_name = f.action_name
  LEFT JOIN first_seen_actions s
    ON s.service_namespace = f.service_namespace AND s.action_name = f.action_name AND s.first_generated_at IS NOT NULL
)
SELECT
  CAST(f.snapshot_date AS varchar) AS snapshot_date,
  CAST(f.account_id AS varchar) AS account_id,
  CAST(f.account_name AS varchar) AS account_name,
  CAST(f.is_management_account AS boolean) AS is_management_account,
  CAST(f.ou_id AS varchar) AS ou_id,
  CAST(f.ou_path AS varchar) AS ou_path,
  CAST(f.ou_path_names AS varchar) AS ou_path_names,
  CAST(f.principal_arn AS varchar) AS principal_arn,
  CAST(f.principal_id AS varchar) AS principal_id,
  CAST(f.principal_type AS varchar) AS principal_type,
  CAST(f.principal_name AS varchar) AS principal_name,
  CAST(f.permission_set_name AS varchar) AS permission_set_name,
  CAST(f.is_service_linked AS boolean) AS is_service_linked,
  CAST(f.tags AS varchar) AS tags,
  CAST(f.has_unlisted_use AS boolean) AS has_unlisted_use,
  CAST(f.service_namespace AS varchar) AS service_namespace,
  CAST(f.action_name AS varchar) AS action_name,
  CAST(f.access_level AS varchar) AS access_level,
  CAST(CASE WHEN f.last_accessed_at IS NOT NULL THEN 'ACCESSED' ELSE 'NOT_ACCESSED' END AS varchar) AS state,
  CAST(f.last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(f.last_accessed_region AS varchar) AS last_accessed_region,
  CAST(f.last_accessed_entity_arn AS varchar) AS last_accessed_entity_arn,
  CAST(
    CASE
      WHEN f.last_accessed_at > f.generated_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', f.last_accessed_at, f.generated_at) AS double) / 86400000)
    END AS integer
  ) AS days_since_last_access,
  CAST(
    CASE
      WHEN f.principal_evidence_days IS NULL OR f.tracked_since IS NULL THEN nullif(f.principal_evidence_days, f.principal_evidence_days)
      ELSE least(
        f.principal_evidence_days,
        CAST(floor(CAST(date_diff('millisecond', f.tracked_since, f.generated_at) AS double) / 86400000) AS integer)
      )
    END AS integer
  ) AS evidence_days,
  CAST(f.untracked_regions AS varchar) AS untracked_regions,
  CAST(f.generated_at AS timestamp) AS generated_at,
  CAST(f.run_id AS varchar) AS run_id,
  CAST(NULL AS varchar) AS error_code,
  CAST(NULL AS varchar) AS error_message
FROM dated f
UNION ALL
SELECT
  CAST(snapshot_date AS varchar),
  CAST(account_id AS varchar),
  CAST(account_name AS varchar),
  CAST(is_management_account AS boolean),
  CAST(ou_id AS varchar),
  CAST(ou_path AS varchar),
  CAST(ou_path_names AS varchar),
  CAST(principal_arn AS varchar),
  CAST(principal_id AS varchar),
  CAST(principal_type AS varchar),
  CAST(principal_name AS varchar),
  CAST(permission_set_name AS varchar),
  CAST(is_service_linked AS boolean),
  CAST(tags AS varchar),
  CAST(NULL AS boolean),
  CAST(NULL AS varchar),
  CAST(NULL AS varchar),
  CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS timestamp),
  CAST(NULL AS varchar),
  CAST(NULL AS varchar),
  CAST(NULL AS integer),
  CAST(NULL AS integer),
  CAST(NULL AS varchar),
  CAST(NULL AS timestamp),
  CAST(NULL AS varchar),
  CAST(error_code AS varchar),
  CAST(error_message AS varchar)
FROM unmeasured
