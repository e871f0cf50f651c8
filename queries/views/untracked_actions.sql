-- Actions of granted services that IAM does not track, as far as the reference knows: whether they are granted and
-- whether they were used is not known. An action with a row is tracked, whatever the reference says.
-- An administrator has some 10,000 of them: ask with a filter on account, principal or service.
-- Grain: snapshot_date, account_id, principal_arn, service_namespace, action_name.
CREATE OR REPLACE VIEW untracked_actions AS
WITH proven AS (
  SELECT f.snapshot_date, f.run_id, f.account_id, f.principal_arn, f.service_namespace, f.action_name
  FROM action_last_accessed f
  JOIN snapshot_actions a
    ON a.snapshot_date = f.snapshot_date
    AND a.run_id = f.run_id
    AND a.service_namespace = f.service_namespace
    AND a.action_name = f.action_name
  WHERE a.is_tracked IS DISTINCT FROM true
)
SELECT
  CAST(g.snapshot_date AS varchar) AS snapshot_date,
  CAST(g.account_id AS varchar) AS account_id,
  CAST(s.account_name AS varchar) AS account_name,
  CAST(s.is_management_account AS boolean) AS is_management_account,
  CAST(s.ou_id AS varchar) AS ou_id,
  CAST(s.ou_path AS varchar) AS ou_path,
  CAST(s.ou_path_names AS varchar) AS ou_path_names,
  CAST(g.principal_arn AS varchar) AS principal_arn,
  CAST(s.principal_id AS varchar) AS principal_id,
  CAST(s.principal_type AS varchar) AS principal_type,
  CAST(s.principal_name AS varchar) AS principal_name,
  CAST(s.permission_set_name AS varchar) AS permission_set_name,
  CAST(s.is_service_linked AS boolean) AS is_service_linked,
  CAST(s.tags AS varchar) AS tags,
  CAST(s.has_unlisted_use AS boolean) AS has_unlisted_use,
  CAST(g.service_namespace AS varchar) AS service_namespace,
  CAST(a.action_name AS varchar) AS action_name,
  CAST(a.access_level AS varchar) AS access_level,
  CAST('NOT_TRACKED' AS varchar) AS state,
  CAST(g.last_accessed_at AS timestamp) AS service_last_accessed_at,
  CAST(s.generated_at AS timestamp) AS generated_at,
  CAST(g.run_id AS varchar) AS run_id
FROM service_last_accessed g
JOIN snapshot_principals s
  ON s.snapshot_date = g.snapshot_date
  AND s.run_id = g.run_id
  AND s.account_id = g.account_id
  AND s.principal_arn = g.principal_arn
  AND s.status = 'exported'
JOIN snapshot_actions a
  ON a.snapshot_date = g.snapshot_date
  AND a.run_id = g.run_id
  AND a.service_namespace = g.service_namespace
  AND a.is_tracked IS DISTINCT FROM true
LEFT JOIN proven f
  ON f.snapshot_date = g.snapshot_date
  AND f.run_id = g.run_id
  AND f.account_id = g.account_id
  AND f.principal_arn = g.principal_arn
  AND f.service_namespace = g.service_namespace
  AND f.action_name = a.action_name
WHERE f.action_name IS NULL
