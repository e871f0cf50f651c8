-- The last use of each action by each principal, by any run of the 415 days before.
known_action_use AS (
  SELECT account_id, principal_id, service_namespace, action_name, max(last_accessed_at) AS last_known_access_at
  FROM known_action_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND account_id IN (:account)
    AND account_id IN (:principal.account)
    AND service_namespace IN (:service)
  GROUP BY account_id, principal_id, service_namespace, action_name
)
