-- The last use of each action by the principals that are asked for, as any run knows it. is_in_snapshot: its own row has a time;
-- is_of_days: it is within the days; is_used: either, so that nothing takes the action away.
used_actions AS (
  SELECT
    last_uses.*,
    is_in_snapshot OR is_of_days AS is_used
  FROM (
    SELECT
      u.account_id, u.principal_id, u.service_namespace, lower(u.action_name) AS action_key,
      max(u.last_accessed_at) AS last_known_access_at,
      bool_or(u.run_id = a.run_id) AS is_in_snapshot,
      bool_or(date_diff('millisecond', u.last_accessed_at, a.judged_at) < CAST(:days AS bigint) * 86400000) AS is_of_days
    FROM known_action_uses u
    JOIN judged_principals a ON a.account_id = u.account_id AND a.principal_id = u.principal_id
    WHERE u.snapshot_date BETWEEN :snapshot_date.since AND :uses_until
      AND u.account_id IN (:account)
      AND u.account_id IN (:principal.account)
      AND u.service_namespace IN (:service)
    GROUP BY u.account_id, u.principal_id, u.service_namespace, lower(u.action_name)
  ) AS last_uses
)
