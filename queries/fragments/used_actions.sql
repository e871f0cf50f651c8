-- The last use of each action by whoever is asked, by any run of the days; is_in_snapshot: its own row has a time.
used_actions AS (
  SELECT
    u.account_id, u.principal_id, u.service_namespace, lower(u.action_name) AS action_key,
    max(u.last_accessed_at) AS last_known_access_at,
    bool_or(u.run_id = a.run_id) AS is_in_snapshot
  FROM known_action_uses u
  JOIN judged_principals a ON a.account_id = u.account_id AND a.principal_id = u.principal_id
  WHERE u.snapshot_date BETWEEN :snapshot_date.since AND :uses_until
    AND u.account_id IN (:account_id)
    AND u.account_id IN (:principal.account)
    AND u.service_namespace IN (:service)
  GROUP BY u.account_id, u.principal_id, u.service_namespace, lower(u.action_name)
)
