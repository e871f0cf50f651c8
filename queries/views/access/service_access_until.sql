-- What service_access shows, with each date until which uses may count: a question of a named date counts those known then,
-- one without a date later ones, too (is_default). Ask for one uses_until, or for is_default. The days since a use run back
-- from the report, or from the date where no report of the principal is known or shows the grant.
-- Grain: snapshot_date, uses_until, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW service_access_until AS
WITH last_uses AS (
  -- Those that the row of the snapshot itself does not show: few.
  SELECT *
  FROM last_service_uses
  WHERE own_accessed_at IS NULL OR own_accessed_at < last_accessed_at
),
granted AS (
  SELECT
    f.snapshot_date, w.uses_until, w.is_default, f.account_id, p.account_name, p.is_management_account, p.ou_id, p.ou_path,
    p.ou_path_names, f.principal_arn, p.principal_id, p.principal_type, p.principal_name, p.permission_set_name,
    p.is_service_linked, p.tags, p.has_unlisted_use, f.service_namespace, f.service_name,
    coalesce(u.last_accessed_at, f.last_accessed_at) AS last_accessed_at,
    CASE WHEN u.last_accessed_at IS NULL THEN f.last_accessed_region ELSE u.last_accessed_region END AS last_accessed_region,
    CASE WHEN u.last_accessed_at IS NULL THEN f.last_accessed_entity_arn END AS last_accessed_entity_arn,
    CASE WHEN u.last_accessed_at IS NOT NULL THEN u.last_accessed_run_id WHEN f.last_accessed_at IS NOT NULL THEN f.run_id END
      AS last_accessed_run_id,
    p.evidence_days AS principal_evidence_days,
    f.actions_tracked, f.actions_accessed, p.untracked_regions, p.generated_at,
    coalesce(p.generated_at, CAST(CAST(f.snapshot_date AS date) AS timestamp)) AS judged_at,
    f.run_id
  FROM raw.service_last_accessed f
  JOIN snapshot_principals p
    ON p.snapshot_date = f.snapshot_date
    AND p.run_id = f.run_id
    AND p.account_id = f.account_id
    AND p.principal_arn = f.principal_arn
    AND p.status = 'exported'
  JOIN counted_windows w ON w.snapshot_date = f.snapshot_date
  LEFT JOIN last_uses u
    ON u.snapshot_date = f.snapshot_date
    AND u.uses_until = w.uses_until
    AND u.account_id = f.account_id
    AND u.principal_id = p.principal_id
    AND u.service_namespace = f.service_namespace
),
not_granted AS (
  SELECT
    u.snapshot_date, u.uses_until, u.is_default, u.account_id, a.account_name, a.is_management_account, a.ou_id, a.ou_path,
    a.ou_path_names,
    coalesce(p.principal_arn, w.principal_arn) AS principal_arn,
    u.principal_id, w.principal_type,
    coalesce(p.principal_name, regexp_extract(w.principal_arn, '[^/]+$')) AS principal_name,
    w.permission_set_name, w.is_service_linked, p.tags, u.service_namespace,
    CASE WHEN p.status IN ('exported', 'deleted') OR p.status IS NULL AND a.status = 'exported' THEN false END AS is_granted,
    u.last_accessed_at, u.last_accessed_region, u.last_accessed_run_id, p.generated_at,
    CAST(CAST(u.snapshot_date AS date) AS timestamp) AS judged_at, a.run_id
  FROM last_uses u
  LEFT JOIN counted_users w
    ON w.snapshot_date = u.snapshot_date
    AND w.uses_until = u.uses_until
    AND w.account_id = u.account_id
    AND w.principal_id = u.principal_id
  LEFT JOIN snapshot_principal_grants g
    ON g.snapshot_date = u.snapshot_date
    AND g.account_id = u.account_id
    AND g.principal_id = u.principal_id
    AND g.service_namespace = u.service_namespace
  LEFT JOIN listed_principals p
    ON p.snapshot_date = u.snapshot_date AND p.account_id = u.account_id AND p.principal_id = u.principal_id
  LEFT JOIN snapshot_accounts a ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id
  WHERE g.principal_id IS NULL
)
SELECT
  g.snapshot_date, g.uses_until, g.is_default, g.account_id, g.account_name, g.is_management_account, g.ou_id, g.ou_path,
  g.ou_path_names, g.principal_arn, g.principal_id, g.principal_type, g.principal_name, g.permission_set_name,
  g.is_service_linked, g.tags, g.has_unlisted_use, g.service_namespace, g.service_name,
  CAST(CASE WHEN g.last_accessed_at IS NOT NULL THEN 'ACCESSED' ELSE 'NOT_ACCESSED' END AS varchar) AS state,
  CAST(true AS boolean) AS is_granted,
  CAST(g.last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(g.last_accessed_region AS varchar) AS last_accessed_region,
  CAST(g.last_accessed_entity_arn AS varchar) AS last_accessed_entity_arn,
  CAST(g.last_accessed_run_id AS varchar) AS last_accessed_run_id,
  CAST(
    CASE
      WHEN g.last_accessed_at > g.judged_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', g.last_accessed_at, g.judged_at) AS double) / 86400000)
    END AS integer
  ) AS days_since_last_access,
  CAST(
    CASE
      WHEN s.is_new AND g.principal_evidence_days IS NOT NULL THEN least(
        g.principal_evidence_days,
        CAST(floor(CAST(date_diff('millisecond', s.first_generated_at, g.generated_at) AS double) / 86400000) AS integer)
      )
      ELSE g.principal_evidence_days
    END AS integer
  ) AS evidence_days,
  g.actions_tracked, g.actions_accessed, g.untracked_regions, g.generated_at, g.run_id,
  CAST(NULL AS varchar) AS error_code,
  CAST(NULL AS varchar) AS error_message
FROM granted g
LEFT JOIN first_seen_services s ON s.service_namespace = g.service_namespace
UNION ALL
SELECT
  snapshot_date, uses_until, is_default, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names,
  CAST(principal_arn AS varchar), principal_id, principal_type, CAST(principal_name AS varchar), permission_set_name,
  is_service_linked, tags, CAST(NULL AS boolean), service_namespace, CAST(NULL AS varchar),
  CAST('ACCESSED' AS varchar),
  CAST(is_granted AS boolean), last_accessed_at, last_accessed_region, CAST(NULL AS varchar), last_accessed_run_id,
  CAST(
    CASE
      WHEN last_accessed_at > judged_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', last_accessed_at, judged_at) AS double) / 86400000)
    END AS integer
  ),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS varchar), generated_at, run_id,
  CAST(NULL AS varchar), CAST(NULL AS varchar)
FROM not_granted
UNION ALL
SELECT
  n.snapshot_date, w.uses_until, w.is_default, n.account_id, n.account_name, n.is_management_account, n.ou_id, n.ou_path,
  n.ou_path_names, n.principal_arn, n.principal_id, n.principal_type, n.principal_name, n.permission_set_name,
  n.is_service_linked, n.tags, CAST(NULL AS boolean), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS boolean), CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS varchar),
  CAST(NULL AS timestamp), CAST(NULL AS varchar), n.error_code, n.error_message
FROM unmeasured n
JOIN counted_windows w ON w.snapshot_date = n.snapshot_date
