-- The last use of each service by the users and roles that are asked, by any run that may know one. is_in_snapshot: the run
-- by which the principal is judged knows it; is_used: that, or it is within the days, so that nothing takes the service away.
used_services AS (
  SELECT
    last_uses.*,
    is_in_snapshot OR is_of_days AS is_used
  FROM (
    SELECT
      u.account_id, u.principal_id, u.service_namespace,
      max(u.last_accessed_at) AS last_known_access_at,
      bool_or(u.run_id = a.run_id) AS is_in_snapshot,
      bool_or(date_diff('millisecond', u.last_accessed_at, a.judged_at) < CAST(:days AS bigint) * 86400000) AS is_of_days
    FROM (
      SELECT snapshot_date, run_id, account_id, principal_id, service_namespace, last_accessed_at FROM known_service_uses
      UNION ALL
      SELECT snapshot_date, run_id, account_id, principal_id, service_namespace, last_accessed_at FROM known_action_uses
    ) AS u
    JOIN judged_principals a ON a.account_id = u.account_id AND a.principal_id = u.principal_id
    WHERE u.snapshot_date BETWEEN :snapshot_date.since AND :uses_until
      AND u.account_id IN (:account)
      AND u.account_id IN (:principal.account)
      AND u.service_namespace IN (:service)
    GROUP BY u.account_id, u.principal_id, u.service_namespace
  ) AS last_uses
)
