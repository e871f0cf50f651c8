-- What action_access shows, with each date until which uses may count: a question of a named date counts those known then,
-- one without a date later ones, too (is_default). Ask for one uses_until, or for is_default. The days since a use run back
-- from the report, or from the date where no report of the principal is known or shows the grant.
-- A null of evidence_days is written as nullif(x, x): a plain NULL lets DuckDB make an inner join of the left join where a
-- question asks for evidence, and then join every principal with every action first.
-- Grain: snapshot_date, uses_until, account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW action_access_until AS
WITH last_uses AS (
  -- Those that the row of the snapshot itself does not show: few.
  SELECT *
  FROM last_action_uses
  WHERE own_accessed_at IS NULL OR own_accessed_at < last_accessed_at
),
dated AS (
  SELECT
    f.snapshot_date, w.uses_until, w.is_default, f.account_id, f.account_name, f.is_management_account, f.ou_id, f.ou_path,
    f.ou_path_names, f.principal_arn, f.principal_id, f.principal_type, f.principal_name, f.permission_set_name,
    f.is_service_linked, f.tags, f.has_unlisted_use, f.service_namespace, f.action_name, a.access_level,
    coalesce(u.last_accessed_at, f.last_accessed_at) AS last_accessed_at,
    CASE WHEN u.last_accessed_at IS NULL THEN f.last_accessed_region ELSE u.last_accessed_region END AS last_accessed_region,
    CASE WHEN u.last_accessed_at IS NULL THEN f.last_accessed_entity_arn END AS last_accessed_entity_arn,
    CASE WHEN u.last_accessed_at IS NOT NULL THEN u.last_accessed_run_id WHEN f.last_accessed_at IS NOT NULL THEN f.run_id END
      AS last_accessed_run_id,
    f.principal_evidence_days, f.untracked_regions, f.generated_at,
    coalesce(f.generated_at, CAST(CAST(f.snapshot_date AS date) AS timestamp)) AS judged_at,
    f.run_id,
    CASE
      WHEN s.is_new AND s.first_generated_at > coalesce(a.tracked_since, TIMESTAMP '1970-01-01 00:00:00')
        THEN s.first_generated_at
      ELSE coalesce(a.tracked_since, s.first_generated_at)
    END AS tracked_since
  FROM measured_actions f
  JOIN counted_windows w ON w.snapshot_date = f.snapshot_date
  LEFT JOIN snapshot_actions a
    ON a.snapshot_date = f.snapshot_date
    AND a.run_id = f.run_id
    AND a.service_namespace = f.service_namespace
    AND a.action_name = f.action_name
  LEFT JOIN first_seen_actions s
    ON s.service_namespace = f.service_namespace AND s.action_name = f.action_name AND s.first_generated_at IS NOT NULL
  LEFT JOIN last_uses u
    ON u.snapshot_date = f.snapshot_date
    AND u.uses_until = w.uses_until
    AND u.account_id = f.account_id
    AND u.principal_id = f.principal_id
    AND u.service_namespace = f.service_namespace
    AND u.action_key = lower(f.action_name)
),
not_granted AS (
  SELECT
    u.snapshot_date, u.uses_until, u.is_default, u.account_id, n.account_name, n.is_management_account, n.ou_id, n.ou_path,
    n.ou_path_names,
    coalesce(p.principal_arn, w.principal_arn) AS principal_arn,
    u.principal_id, w.principal_type,
    coalesce(p.principal_name, regexp_extract(w.principal_arn, '[^/]+$')) AS principal_name,
    w.permission_set_name, w.is_service_linked, p.tags, u.service_namespace, u.action_name, r.access_level,
    CASE WHEN p.status IN ('exported', 'deleted') OR p.status IS NULL AND n.status = 'exported' THEN false END AS is_granted,
    u.last_accessed_at, u.last_accessed_region, u.last_accessed_run_id, p.generated_at,
    CAST(CAST(u.snapshot_date AS date) AS timestamp) AS judged_at, n.run_id
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
  LEFT JOIN known_granted_lists l
    ON l.snapshot_date = u.snapshot_date
    AND l.run_id = g.run_id
    AND l.service_namespace = g.service_namespace
    AND l.list_hash = g.list_hash
    AND l.action_key = u.action_key
  LEFT JOIN listed_principals p
    ON p.snapshot_date = u.snapshot_date AND p.account_id = u.account_id AND p.principal_id = u.principal_id
  LEFT JOIN snapshot_accounts n ON n.snapshot_date = u.snapshot_date AND n.account_id = u.account_id
  LEFT JOIN snapshot_actions r
    ON r.snapshot_date = u.snapshot_date
    AND r.run_id = n.run_id
    AND r.service_namespace = u.service_namespace
    AND r.action_name = u.action_name
  WHERE l.action_key IS NULL
)
SELECT
  f.snapshot_date, f.uses_until, f.is_default, f.account_id, f.account_name, f.is_management_account, f.ou_id, f.ou_path,
  f.ou_path_names, f.principal_arn, f.principal_id, f.principal_type, f.principal_name, f.permission_set_name,
  f.is_service_linked, f.tags, f.has_unlisted_use, f.service_namespace, f.action_name, f.access_level,
  CAST(CASE WHEN f.last_accessed_at IS NOT NULL THEN 'ACCESSED' ELSE 'NOT_ACCESSED' END AS varchar) AS state,
  CAST(true AS boolean) AS is_granted,
  CAST(f.last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(f.last_accessed_region AS varchar) AS last_accessed_region,
  CAST(f.last_accessed_entity_arn AS varchar) AS last_accessed_entity_arn,
  CAST(f.last_accessed_run_id AS varchar) AS last_accessed_run_id,
  CAST(
    CASE
      WHEN f.last_accessed_at > f.judged_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', f.last_accessed_at, f.judged_at) AS double) / 86400000)
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
  snapshot_date, uses_until, is_default, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names,
  CAST(principal_arn AS varchar), principal_id, principal_type, CAST(principal_name AS varchar), permission_set_name,
  is_service_linked, tags, CAST(NULL AS boolean), service_namespace, action_name, access_level,
  CAST('ACCESSED' AS varchar),
  CAST(is_granted AS boolean), last_accessed_at, last_accessed_region, CAST(NULL AS varchar), last_accessed_run_id,
  CAST(
    CASE
      WHEN last_accessed_at > judged_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', last_accessed_at, judged_at) AS double) / 86400000)
    END AS integer
  ),
  CAST(NULL AS integer), CAST(NULL AS varchar), generated_at, run_id,
  CAST(NULL AS varchar), CAST(NULL AS varchar)
FROM not_granted
UNION ALL
SELECT
  n.snapshot_date, w.uses_until, w.is_default, n.account_id, n.account_name, n.is_management_account, n.ou_id, n.ou_path,
  n.ou_path_names, n.principal_arn, n.principal_id, n.principal_type, n.principal_name, n.permission_set_name,
  n.is_service_linked, n.tags, CAST(NULL AS boolean), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS boolean), CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS timestamp), CAST(NULL AS varchar),
  n.error_code, n.error_message
FROM unmeasured n
JOIN counted_windows w ON w.snapshot_date = n.snapshot_date
