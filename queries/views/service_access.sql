-- Services that identity policies grant to measured principals, and a row NOT_MEASURED with a null service for each
-- principal or account that was not measured. evidence_days: as of the principal; of a service that is new since an
-- earlier report (first_seen_services) no longer than since the first report that shows it.
-- Grain: snapshot_date, account_id, principal_arn, service_namespace.
CREATE OR REPLACE VIEW service_access AS
SELECT
  CAST(f.snapshot_date AS varchar) AS snapshot_date,
  CAST(f.account_id AS varchar) AS account_id,
  CAST(p.account_name AS varchar) AS account_name,
  CAST(p.is_management_account AS boolean) AS is_management_account,
  CAST(p.ou_id AS varchar) AS ou_id,
  CAST(p.ou_path AS varchar) AS ou_path,
  CAST(p.ou_path_names AS varchar) AS ou_path_names,
  CAST(f.principal_arn AS varchar) AS principal_arn,
  CAST(p.principal_id AS varchar) AS principal_id,
  CAST(p.principal_type AS varchar) AS principal_type,
  CAST(p.principal_name AS varchar) AS principal_name,
  CAST(p.permission_set_name AS varchar) AS permission_set_name,
  CAST(p.is_service_linked AS boolean) AS is_service_linked,
  CAST(p.tags AS varchar) AS tags,
  CAST(p.has_unlisted_use AS boolean) AS has_unlisted_use,
  CAST(f.service_namespace AS varchar) AS service_namespace,
  CAST(f.service_name AS varchar) AS service_name,
  CAST(CASE WHEN f.last_accessed_at IS NOT NULL THEN 'ACCESSED' ELSE 'NOT_ACCESSED' END AS varchar) AS state,
  CAST(f.last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(f.last_accessed_region AS varchar) AS last_accessed_region,
  CAST(f.last_accessed_entity_arn AS varchar) AS last_accessed_entity_arn,
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
  CAST(f.actions_tracked AS integer) AS actions_tracked,
  CAST(f.actions_accessed AS integer) AS actions_accessed,
  CAST(p.untracked_regions AS varchar) AS untracked_regions,
  CAST(p.generated_at AS timestamp) AS generated_at,
  CAST(f.run_id AS varchar) AS run_id,
  CAST(NULL AS varchar) AS error_code,
  CAST(NULL AS varchar) AS error_message
FROM service_last_accessed f
JOIN snapshot_principals p
  ON p.snapshot_date = f.snapshot_date
  AND p.run_id = f.run_id
  AND p.account_id = f.account_id
  AND p.principal_arn = f.principal_arn
  AND p.status = 'exported'
LEFT JOIN first_seen_services s ON s.service_namespace = f.service_namespace
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
  CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS timestamp),
  CAST(NULL AS varchar),
  CAST(NULL AS varchar),
  CAST(NULL AS integer),
  CAST(NULL AS integer),
  CAST(NULL AS integer),
  CAST(NULL AS integer),
  CAST(NULL AS varchar),
  CAST(NULL AS timestamp),
  CAST(NULL AS varchar),
  CAST(error_code AS varchar),
  CAST(error_message AS varchar)
FROM unmeasured
