-- What the lists hold that reports show as granted: the service itself (action_key is '') and its tracked actions. list_hash is
-- '' where IAM tracks no action of the service.
-- Grain: service_namespace, list_hash, action_key.
WITH runs AS (
  SELECT snapshot_date, run_id FROM reports_of_principals
  UNION
  SELECT snapshot_date, run_id FROM asked_principals WHERE is_measured
),
lists AS (
  SELECT DISTINCT g.service_namespace, coalesce(g.list_hash, '') AS list_hash
  FROM known_principal_grants g
  JOIN runs r ON r.snapshot_date = g.snapshot_date AND r.run_id = g.run_id
  WHERE g.snapshot_date <= :snapshot_date
)
SELECT service_namespace, list_hash, CAST('' AS varchar) AS action_key, CAST(NULL AS varchar) AS action_name
FROM lists
UNION ALL
SELECT l.service_namespace, l.list_hash, l.action_key, max(l.action_name)
FROM known_granted_lists l
JOIN runs r ON r.snapshot_date = l.snapshot_date AND r.run_id = l.run_id
WHERE l.snapshot_date <= :snapshot_date
  AND l.action_name IS NOT NULL
GROUP BY l.service_namespace, l.list_hash, l.action_key
