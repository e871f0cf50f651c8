-- Services that identity policies grant to measured principals, and a row NOT_MEASURED with a null service for each
-- principal or account that was not measured. evidence_days: as of the principal; of a service that is new since an
-- earlier report (first_seen_services) no longer than since the first report that shows it.
-- Grain: snapshot_date, account_id, principal_arn, service_namespace.
CREATE OR REPLACE VIEW service_access AS
SELECT
  f.snapshot_date, f.account_id, p.account_name, p.is_management_account, p.ou_id, p.ou_path, p.ou_path_names,
  f.principal_arn, p.principal_id, p.principal_type, p.principal_name, p.permission_set_name, p.is_service_linked,
  p.tags, p.has_unlisted_use, f.service_namespace, f.service_name,
  CAST(CASE WHEN f.last_accessed_at IS NOT NULL THEN 'ACCESSED' ELSE 'NOT_ACCESSED' END AS varchar) AS state,
  f.last_accessed_at, f.last_accessed_region, f.last_accessed_entity_arn,
  CAST(
    CASE
      WHEN f.last_accessed_at > p.generated_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', f.last_accessed_at, p.generated_at) AS double) / 86400000)
    END AS integer
  ) AS days_since_last_access,
  CAST(
    CASE
      WHEN s.is_new AND p.evidence_days IS NOT NULL THEN least(
        p.evidence_days,
        CAST(floor(CAST(date_diff('millisecond', s.first_generated_at, p.generated_at) AS double) / 86400000) AS integer)
      )
      ELSE p.evidence_days
    END AS integer
  ) AS evidence_days,
  f.actions_tracked, f.actions_accessed, p.untracked_regions, p.generated_at, f.run_id,
  CAST(NULL AS varchar) AS error_code,
  CAST(NULL AS varchar) AS error_message
FROM raw.service_last_accessed f
JOIN snapshot_principals p
  ON p.snapshot_date = f.snapshot_date
  AND p.run_id = f.run_id
  AND p.account_id = f.account_id
  AND p.principal_arn = f.principal_arn
  AND p.status = 'exported'
LEFT JOIN first_seen_services s ON s.service_namespace = f.service_namespace
UNION ALL
SELECT
  snapshot_date, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
  principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, CAST(NULL AS boolean),
  CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS integer), CAST(NULL AS integer),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS timestamp), CAST(NULL AS varchar),
  error_code, error_message
FROM unmeasured
