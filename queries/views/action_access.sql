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
  f.snapshot_date, f.account_id, f.account_name, f.is_management_account, f.ou_id, f.ou_path, f.ou_path_names,
  f.principal_arn, f.principal_id, f.principal_type, f.principal_name, f.permission_set_name, f.is_service_linked,
  f.tags, f.has_unlisted_use, f.service_namespace, f.action_name, f.access_level,
  CAST(CASE WHEN f.last_accessed_at IS NOT NULL THEN 'ACCESSED' ELSE 'NOT_ACCESSED' END AS varchar) AS state,
  f.last_accessed_at, f.last_accessed_region, f.last_accessed_entity_arn,
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
  f.untracked_regions, f.generated_at, f.run_id,
  CAST(NULL AS varchar) AS error_code,
  CAST(NULL AS varchar) AS error_message
FROM dated f
UNION ALL
SELECT
  snapshot_date, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
  principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, CAST(NULL AS boolean),
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS integer), CAST(NULL AS integer),
  CAST(NULL AS varchar), CAST(NULL AS timestamp), CAST(NULL AS varchar), error_code, error_message
FROM unmeasured
