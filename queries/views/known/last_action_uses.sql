-- The last use of each action that a run which counts for a snapshot saw, be the principal gone and the grant lost, and that
-- run (last_accessed_run_id; of several that saw the same time the newest). own_accessed_at: as the run
-- knows it that the snapshot shows. uses_until: as counted_runs. The times are compared as text with run and Region behind them, so that one aggregate keeps the three together.
-- Grain: snapshot_date, uses_until, account_id, principal_id, service_namespace, action_key.
CREATE OR REPLACE VIEW last_action_uses AS
WITH uses AS (
  SELECT
    c.snapshot_date, c.uses_until, c.is_default, u.account_id, u.principal_id, u.service_namespace,
    lower(u.action_name) AS action_key,
    max(u.action_name) AS action_name,
    max(CASE WHEN u.run_id = a.run_id THEN u.last_accessed_at END) AS own_accessed_at,
    max(u.last_accessed_at) AS last_accessed_at,
    max(CAST(u.last_accessed_at AS varchar) || ' ' || u.run_id || '|' || coalesce(u.last_accessed_region, '')) AS last_use
  FROM known_action_uses u
  JOIN counted_runs c ON c.run_date = u.snapshot_date AND c.run_id = u.run_id
  LEFT JOIN listed_accounts a ON a.snapshot_date = c.snapshot_date AND a.account_id = u.account_id
  WHERE c.run_date = c.snapshot_date
    OR u.last_accessed_at >= CAST(CAST(c.snapshot_date AS date) - INTERVAL '400' DAY AS timestamp)
  GROUP BY
    c.snapshot_date, c.uses_until, c.is_default, u.account_id, u.principal_id, u.service_namespace, lower(u.action_name)
)
SELECT
  snapshot_date, uses_until, is_default, account_id, principal_id, service_namespace,
  CAST(action_key AS varchar) AS action_key,
  CAST(action_name AS varchar) AS action_name,
  CAST(own_accessed_at AS timestamp) AS own_accessed_at,
  CAST(last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(nullif(substr(last_use, strpos(last_use, '|') + 1), '') AS varchar) AS last_accessed_region,
  CAST(regexp_extract(last_use, ' ([^ |]+)\|', 1) AS varchar) AS last_accessed_run_id
FROM uses
