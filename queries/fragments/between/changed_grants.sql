-- Grants of a snapshot that a later one no longer shows as they were: later_hash is its list of the service, '-' where the service
-- is no longer granted. Of those whose grants the later one knows: they or their successors were measured, or are gone.
measured_principals AS (
  SELECT run_id, account_id, principal_id, principal_arn, permission_set_name, is_service_linked
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status = 'exported'
),
-- Who replaces a principal that is gone: one of its ARN, or a role of its permission set, for Identity Center recreates roles.
successors AS (
  SELECT p.account_id, p.principal_id, min(l.principal_id) AS successor_id
  FROM measured_principals p
  JOIN listed_principals l
    ON l.snapshot_date = :later_date
    AND l.account_id = p.account_id
    AND coalesce(lower(l.permission_set_name), l.principal_arn) = coalesce(lower(p.permission_set_name), p.principal_arn)
  LEFT JOIN listed_principals s
    ON s.snapshot_date = :later_date AND s.account_id = p.account_id AND s.principal_id = p.principal_id
  WHERE s.principal_id IS NULL
  GROUP BY p.account_id, p.principal_id
),
compared AS (
  SELECT p.run_id, p.account_id, p.principal_id, coalesce(c.successor_id, p.principal_id) AS later_id
  FROM measured_principals p
  LEFT JOIN successors c ON c.account_id = p.account_id AND c.principal_id = p.principal_id
  JOIN snapshot_accounts a
    ON a.snapshot_date = :later_date AND a.account_id = p.account_id AND a.status = 'exported'
  LEFT JOIN snapshot_principals l
    ON l.snapshot_date = :later_date AND l.account_id = p.account_id AND l.principal_id = coalesce(c.successor_id, p.principal_id)
  WHERE p.is_service_linked = false
    AND coalesce(l.status, 'deleted') IN ('exported', 'deleted')
),
changed_grants AS MATERIALIZED (
  SELECT g.*
  FROM (
    SELECT
      c.account_id, c.principal_id, g.service_namespace,
      coalesce(g.list_hash, '') AS list_hash,
      CASE WHEN n.service_namespace IS NULL THEN '-' ELSE coalesce(n.list_hash, '') END AS later_hash
    FROM snapshot_principal_grants g
    JOIN compared c ON c.run_id = g.run_id AND c.account_id = g.account_id AND c.principal_id = g.principal_id
    LEFT JOIN snapshot_principal_grants n
      ON n.snapshot_date = :later_date
      AND n.account_id = c.account_id
      AND n.principal_id = c.later_id
      AND n.service_namespace = g.service_namespace
    WHERE g.snapshot_date = :snapshot_date
  ) AS g
  WHERE g.later_hash <> g.list_hash
)
