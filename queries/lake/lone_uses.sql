-- Uses since :since that runs which are to go know of alone: of an action, of a service, and the last of a principal.
-- Each counts for the newest of these runs that knows it: while that one stays, none is lost.
-- Grain: run_id.
WITH known AS (
  SELECT run_id, account_id, principal_id, service_namespace, action_name, last_accessed_at AS used_at
  FROM known_action_uses
  WHERE last_accessed_at >= CAST(:since AS timestamp)
  UNION ALL
  SELECT run_id, account_id, principal_id, service_namespace, CAST(NULL AS varchar), last_accessed_at
  FROM known_service_uses
  WHERE last_accessed_at >= CAST(:since AS timestamp)
  UNION ALL
  SELECT run_id, account_id, principal_id, CAST(NULL AS varchar), CAST(NULL AS varchar), used_at
  FROM known_principal_uses
  WHERE used_at >= CAST(:since AS timestamp)
),
ranked AS (
  SELECT
    run_id,
    row_number() OVER (
      PARTITION BY account_id, principal_id, service_namespace, action_name
      ORDER BY used_at DESC, CASE WHEN run_id IN (:run) THEN 1 ELSE 0 END, run_id DESC
    ) AS place
  FROM known
)
SELECT run_id, count(*) AS uses
FROM ranked
WHERE place = 1
  AND run_id IN (:run)
GROUP BY run_id
ORDER BY run_id
