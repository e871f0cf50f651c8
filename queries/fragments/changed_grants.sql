-- Grants of a snapshot that a later one, later_date, does not have or has with another list, of those whose grants the later
-- one knows: they were measured, or are gone. later_hash: its list, '-' where the service is no longer granted.
compared AS (
  SELECT p.account_id, p.principal_id, p.principal_number
  FROM judged_principals p
  JOIN snapshot_accounts a
    ON a.snapshot_date = :later_date AND a.account_id = p.account_id AND a.status = 'exported'
  LEFT JOIN snapshot_principals l
    ON l.snapshot_date = :later_date AND l.account_id = p.account_id AND l.principal_id = p.principal_id
  WHERE p.is_service_linked = false
    AND coalesce(l.status, 'deleted') IN ('exported', 'deleted')
),
changed_grants AS MATERIALIZED (
  SELECT g.*
  FROM (
    SELECT
      c.account_id, c.principal_id, c.principal_number, g.service_namespace, g.profile, l.list_hash, g.last_accessed_at,
      CASE WHEN n.service_namespace IS NULL THEN '-' ELSE coalesce(n.list_hash, '') END AS later_hash
    FROM judged_grants g
    JOIN compared c ON c.principal_number = g.principal_number
    JOIN numbered_lists l ON l.list = g.list
    LEFT JOIN snapshot_principal_grants n
      ON n.snapshot_date = :later_date
      AND n.account_id = c.account_id
      AND n.principal_id = c.principal_id
      AND n.service_namespace = g.service_namespace
  ) AS g
  WHERE g.later_hash <> g.list_hash
)
