-- Lists that the reports of a principal show of a service: in how many of them, when first and when last, and next_days of the
-- last such report.
-- Grain: account_id, principal_id, service_namespace, list_hash.
SELECT
  r.account_id, r.principal_id, g.service_namespace,
  coalesce(g.list_hash, '') AS list_hash,
  count(*) AS reports,
  min(r.generated_at) AS first_at,
  max(r.generated_at) AS last_at,
  min(r.next_days) AS next_days
FROM known_principal_grants g
JOIN reports_of_principals r
  ON r.snapshot_date = g.snapshot_date
  AND r.run_id = g.run_id
  AND r.account_id = g.account_id
  AND r.principal_id = g.principal_id
WHERE g.snapshot_date <= :snapshot_date
GROUP BY r.account_id, r.principal_id, g.service_namespace, coalesce(g.list_hash, '')
