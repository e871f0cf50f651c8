-- The last use of each service that a run which counts for a snapshot saw, be the principal gone and the grant lost, and that
-- run, as last_action_uses has them. A use of an action is one of its service, but not own_accessed_at.
-- uses_until: as counted_runs.
-- Grain: snapshot_date, uses_until, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW last_service_uses AS
WITH uses AS (
  SELECT
    c.snapshot_date, c.uses_until, c.is_default, u.account_id, u.principal_id, u.service_namespace,
    max(CASE WHEN u.run_id = a.run_id AND u.is_of_service THEN u.last_accessed_at END) AS own_accessed_at,
    max(u.last_accessed_at) AS last_accessed_at,
    max(CAST(u.last_accessed_at AS varchar) || ' ' || u.run_id || '|' || coalesce(u.last_accessed_region, '')) AS last_use
  FROM (
    SELECT snapshot_date, run_id, account_id, principal_id, service_namespace, last_accessed_at, last_accessed_region,
      true AS is_of_service
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, run_id, account_id, principal_id, service_namespace, last_accessed_at, last_accessed_region,
      false
    FROM known_action_uses
  ) AS u
  JOIN counted_runs c ON c.run_date = u.snapshot_date AND c.run_id = u.run_id
  LEFT JOIN listed_accounts a ON a.snapshot_date = c.snapshot_date AND a.account_id = u.account_id
  WHERE c.run_date = c.snapshot_date
    OR u.last_accessed_at >= CAST(CAST(c.snapshot_date AS date) - INTERVAL '400' DAY AS timestamp)
  GROUP BY c.snapshot_date, c.uses_until, c.is_default, u.account_id, u.principal_id, u.service_namespace
)
SELECT
  snapshot_date, uses_until, is_default, account_id, principal_id, service_namespace,
  CAST(own_accessed_at AS timestamp) AS own_accessed_at,
  CAST(last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(nullif(substr(last_use, strpos(last_use, '|') + 1), '') AS varchar) AS last_accessed_region,
  CAST(regexp_extract(last_use, ' ([^ |]+)\|', 1) AS varchar) AS last_accessed_run_id
FROM uses
