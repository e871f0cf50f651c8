-- Actions of granted services that IAM does not track, as far as the reference and witnesses know: whether they are granted
-- and whether they were used is not known. An action with a row is tracked, even if the reference says otherwise; one without
-- a row in a run with a witness of its service (witnessed_services) is not, even if the reference says so.
-- An administrator has some 10,000 of them: ask with a filter on account, principal or service.
-- Grain: snapshot_date, account_id, principal_arn, service_namespace, action_name.
CREATE OR REPLACE VIEW untracked_actions AS
WITH shown AS (
  SELECT DISTINCT l.snapshot_date, l.run_id, l.service_namespace, l.action_key
  FROM known_granted_lists l
),
unproven AS (
  SELECT a.snapshot_date, a.run_id, a.service_namespace, a.action_name, a.access_level
  FROM snapshot_actions a
  LEFT JOIN shown h
    ON h.snapshot_date = a.snapshot_date
    AND h.run_id = a.run_id
    AND h.service_namespace = a.service_namespace
    AND h.action_key = lower(a.action_name)
  LEFT JOIN witnessed_services w
    ON w.snapshot_date = a.snapshot_date AND w.run_id = a.run_id AND w.service_namespace = a.service_namespace
  WHERE a.is_tracked IS DISTINCT FROM true
    OR (h.action_key IS NULL AND w.service_namespace IS NOT NULL)
),
proven AS (
  SELECT f.snapshot_date, f.run_id, f.account_id, f.principal_arn, f.service_namespace, f.action_name
  FROM raw.action_last_accessed f
  JOIN snapshot_actions a
    ON a.snapshot_date = f.snapshot_date
    AND a.run_id = f.run_id
    AND a.service_namespace = f.service_namespace
    AND a.action_name = f.action_name
  WHERE a.is_tracked IS DISTINCT FROM true
)
SELECT
  g.snapshot_date, g.account_id, s.account_name, s.is_management_account, s.ou_id, s.ou_path, s.ou_path_names,
  g.principal_arn, s.principal_id, s.principal_type, s.principal_name, s.permission_set_name, s.is_service_linked,
  s.tags, s.has_unlisted_use, g.service_namespace, a.action_name, a.access_level,
  CAST('NOT_TRACKED' AS varchar) AS state,
  CAST(g.last_accessed_at AS timestamp) AS service_last_accessed_at,
  s.generated_at, g.run_id
FROM raw.service_last_accessed g
JOIN snapshot_principals s
  ON s.snapshot_date = g.snapshot_date
  AND s.run_id = g.run_id
  AND s.account_id = g.account_id
  AND s.principal_arn = g.principal_arn
  AND s.status = 'exported'
JOIN unproven a
  ON a.snapshot_date = g.snapshot_date
  AND a.run_id = g.run_id
  AND a.service_namespace = g.service_namespace
LEFT JOIN proven f
  ON f.snapshot_date = g.snapshot_date
  AND f.run_id = g.run_id
  AND f.account_id = g.account_id
  AND f.principal_arn = g.principal_arn
  AND f.service_namespace = g.service_namespace
  AND f.action_name = a.action_name
WHERE f.action_name IS NULL
