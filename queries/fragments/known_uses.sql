-- Who used something, once under each ARN that a run saw. is_by_young: a role made within the days; own_run_id: the run by which
-- a principal is judged, if it measured it.
named_users AS MATERIALIZED (
  SELECT
    u.account_id, u.principal_id, u.principal_arn, u.principal_type, u.permission_set_name, u.is_service_linked,
    p.principal_number,
    coalesce(p.is_young AND p.is_measured, false) AS is_by_young,
    CASE WHEN p.is_measured THEN p.run_id END AS own_run_id,
    coalesce(p.judged_at, CAST(CAST(:snapshot_date AS date) AS timestamp)) AS judged_at,
    CAST(row_number() OVER (ORDER BY u.account_id, u.principal_id, u.principal_arn) AS integer) AS user_number
  FROM (
    SELECT
      account_id, principal_id, principal_arn,
      max(principal_type) AS principal_type,
      max(permission_set_name) AS permission_set_name,
      bool_or(is_service_linked) AS is_service_linked
    FROM known_principal_uses
    WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    GROUP BY account_id, principal_id, principal_arn
  ) AS u
  LEFT JOIN judged_principals p ON p.account_id = u.account_id AND p.principal_id = u.principal_id
),
-- Uses that count: of the days, or of the run by which a principal is judged, seen by whichever run. A use of an action is
-- one of its service (action_key is null), too.
uses_by_run AS (
  SELECT u.run_id, s.user_number, u.service_namespace, u.action_key, u.last_accessed_at
  FROM (
    SELECT
      snapshot_date, run_id, account_id, principal_id, principal_arn, service_namespace, CAST(NULL AS varchar) AS action_key,
      last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT
      snapshot_date, run_id, account_id, principal_id, principal_arn, service_namespace, lower(action_name), last_accessed_at
    FROM known_action_uses
  ) AS u
  JOIN named_users s
    ON s.account_id = u.account_id AND s.principal_id = u.principal_id AND s.principal_arn = u.principal_arn
  WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND u.service_namespace IN (:service) -- if given
    AND (
      coalesce(u.run_id = s.own_run_id, false)
      OR date_diff('millisecond', u.last_accessed_at, s.judged_at) < CAST(:days AS bigint) * 86400000
    )
),
-- The last of each user, in whichever run, of services that are granted and of actions of their lists. Needs lists. Millions of
-- uses are grouped faster by number than by name.
numbered_uses AS MATERIALIZED (
  SELECT user_number, service_number, action_number, max(last_accessed_at) AS last_accessed_at
  FROM (
    SELECT u.user_number, s.service_number, a.action_number, max(u.last_accessed_at) AS last_accessed_at
    FROM uses_by_run u
    JOIN numbered_services s ON s.service_namespace = u.service_namespace
    LEFT JOIN numbered_actions a ON a.service_namespace = u.service_namespace AND a.action_key = u.action_key
    GROUP BY u.user_number, s.service_number, a.action_number
  ) AS last_uses
  GROUP BY GROUPING SETS ((user_number, service_number, action_number), (user_number, service_number))
  HAVING grouping(action_number) = 1 OR action_number IS NOT NULL
),
known_uses AS (
  SELECT u.user_number, s.service_namespace, a.action_key, u.last_accessed_at
  FROM numbered_uses u
  JOIN numbered_services s ON s.service_number = u.service_number
  LEFT JOIN numbered_actions a ON a.action_number = u.action_number
)
