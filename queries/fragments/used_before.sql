-- Of each measured principal, how many actions that its snapshot shows without a time other runs know to be used.
own_uses AS (
  SELECT u.account_id, u.principal_id, u.service_namespace, u.action_name
  FROM known_action_uses u
  JOIN listed_accounts a
    ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id AND a.run_id = u.run_id
  WHERE u.snapshot_date = :snapshot_date
    AND u.account_id IN (:account)
    AND u.account_id IN (:principal.account)
),
earlier_uses AS (
  -- What other runs know to be used, and the chosen one does not.
  SELECT DISTINCT u.account_id, u.principal_id, u.service_namespace, u.action_name
  FROM known_action_uses u
  LEFT JOIN own_uses o
    ON o.account_id = u.account_id
    AND o.principal_id = u.principal_id
    AND o.service_namespace = u.service_namespace
    AND o.action_name = u.action_name
  WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND u.last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '400' DAY
    AND u.account_id IN (:account)
    AND u.account_id IN (:principal.account)
    AND o.account_id IS NULL
),
used_before AS MATERIALIZED (
  SELECT g.account_id, g.principal_id, count(*) AS actions
  FROM earlier_uses u
  JOIN snapshot_principal_grants g
    ON g.snapshot_date = :snapshot_date
    AND g.account_id = u.account_id
    AND g.principal_id = u.principal_id
    AND g.service_namespace = u.service_namespace
  JOIN known_granted_lists l
    ON l.snapshot_date = :snapshot_date
    AND l.run_id = g.run_id
    AND l.service_namespace = g.service_namespace
    AND l.list_hash = g.list_hash
    AND l.action_name = u.action_name
  GROUP BY g.account_id, g.principal_id
)
