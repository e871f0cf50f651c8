-- Uses of services (action_key is null) and actions by the principals that are asked for, as each run knows them; a use of an
-- action is one of its service, too. is_used: it is within the days, or the run by which the principal is judged knows it, so that
-- nothing takes away what is used.
seen_uses AS (
  SELECT
    a.principal_number, u.service_namespace, u.action_key, u.last_accessed_at,
    u.run_id = a.run_id
      OR date_diff('millisecond', u.last_accessed_at, a.judged_at) < CAST(:days AS bigint) * 86400000 AS is_used
  FROM (
    SELECT
      snapshot_date, run_id, account_id, principal_id, service_namespace, CAST(NULL AS varchar) AS action_key,
      last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, run_id, account_id, principal_id, service_namespace, lower(action_name), last_accessed_at
    FROM known_action_uses
  ) AS u
  JOIN judged_principals a ON a.account_id = u.account_id AND a.principal_id = u.principal_id
  WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND u.account_id IN (:account) -- if given
    AND u.account_id IN (:principal.account) -- if given
    AND u.service_namespace IN (:service) -- if given
)
