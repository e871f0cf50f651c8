-- Of each measured principal, how many granted services and actions that its snapshot shows without a time other runs know to
-- be used.
services_used_before AS (
  SELECT g.account_id, g.principal_id, count(*) AS services
  FROM snapshot_principal_grants g
  JOIN last_service_uses u
    ON u.snapshot_date = :snapshot_date
    AND u.uses_until = :uses_until
    AND u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
  WHERE g.snapshot_date = :snapshot_date
    AND g.last_accessed_at IS NULL
    AND g.account_id IN (:account) -- if given
    AND g.account_id IN (:principal.account) -- if given
  GROUP BY g.account_id, g.principal_id
),
actions_used_before AS (
  SELECT g.account_id, g.principal_id, count(*) AS actions
  FROM snapshot_principal_grants g
  JOIN last_action_uses u
    ON u.snapshot_date = :snapshot_date
    AND u.uses_until = :uses_until
    AND u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
  JOIN known_granted_lists l
    ON l.snapshot_date = :snapshot_date
    AND l.run_id = g.run_id
    AND l.service_namespace = g.service_namespace
    AND l.list_hash = g.list_hash
    AND l.action_key = u.action_key
  WHERE g.snapshot_date = :snapshot_date
    AND g.account_id IN (:account) -- if given
    AND g.account_id IN (:principal.account) -- if given
    AND u.own_accessed_at IS NULL
  GROUP BY g.account_id, g.principal_id
),
used_before AS MATERIALIZED (
  SELECT
    p.account_id, p.principal_id,
    coalesce(s.services, 0) AS services,
    coalesce(a.actions, 0) AS actions
  FROM listed_principals p
  LEFT JOIN services_used_before s ON s.account_id = p.account_id AND s.principal_id = p.principal_id
  LEFT JOIN actions_used_before a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
  WHERE p.snapshot_date = :snapshot_date
    AND p.account_id IN (:account) -- if given
    AND p.account_id IN (:principal.account) -- if given
)
