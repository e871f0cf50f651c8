-- Of each measured principal, how many actions that its snapshot shows without a time other runs know to be used.
earlier_uses AS (
  -- What other runs know to be used, and the chosen one does not.
  SELECT u.account_id, u.principal_id, u.service_namespace, u.action_name
  FROM known_action_uses u
  LEFT JOIN listed_accounts a
    ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id AND a.run_id = u.run_id
    AND a.snapshot_date = :snapshot_date
  WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND u.last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '400' DAY
    AND u.account_id IN (:account)
    AND u.account_id IN (:principal.account)
  GROUP BY u.account_id, u.principal_id, u.service_namespace, u.action_name
  HAVING count(a.account_id) = 0
),
used_before AS MATERIALIZED (
  SELECT m.account_id, m.principal_id, count(*) AS actions
  FROM measured_actions m
  JOIN earlier_uses u
    ON u.account_id = m.account_id
    AND u.principal_id = m.principal_id
    AND u.service_namespace = m.service_namespace
    AND u.action_name = m.action_name
  WHERE m.snapshot_date = :snapshot_date
    AND m.last_accessed_at IS NULL
  GROUP BY m.account_id, m.principal_id
)
