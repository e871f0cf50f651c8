-- Services that the report shows as granted by which a principal is judged.
-- Grain: account_id, principal_id, service_namespace.
SELECT
  a.run_id, a.account_id, a.principal_id, g.service_namespace,
  coalesce(g.list_hash, '') AS list_hash,
  g.actions_tracked
FROM known_principal_grants g
JOIN asked_principals a
  ON a.run_id = g.run_id
  AND a.account_id = g.account_id
  AND a.principal_id = g.principal_id
WHERE g.snapshot_date = :snapshot_date
  AND a.is_measured
