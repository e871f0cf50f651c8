-- What somebody is known to have used in the last 415 days, granted or not, also who is gone: services (action_key is '') and
-- actions. A use of an action is one of its service. used_days (USED): the days since the last use, 400 at most; -1 where the
-- report says so by which the principal is judged, however long ago. last_accessed_run_id: of the runs that saw the last use,
-- the last.
-- Grain: account_id, principal_id, service_namespace, action_key.
WITH uses AS (
  SELECT
    run_id, account_id, principal_id, service_namespace,
    CAST('' AS varchar) AS action_key,
    last_accessed_at
  FROM known_service_uses
  WHERE snapshot_date BETWEEN CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AND :uses_until
  UNION ALL
  SELECT
    run_id, account_id, principal_id, service_namespace,
    translate(action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
    last_accessed_at
  FROM known_action_uses
  WHERE snapshot_date BETWEEN CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AND :uses_until
),
last_uses AS (
  SELECT
    u.account_id, u.principal_id, u.service_namespace, u.action_key,
    coalesce(a.judged_at, CAST(CAST(:snapshot_date AS date) AS timestamp)) AS judged_at,
    max(u.last_accessed_at) AS last_known_access_at,
    max(CAST(u.last_accessed_at AS varchar) || ' ' || u.run_id) AS last_use,
    bool_or(coalesce(a.is_measured AND u.run_id = a.run_id, false)) AS is_in_own_report
  FROM uses u
  LEFT JOIN asked_principals a ON a.account_id = u.account_id AND a.principal_id = u.principal_id
  GROUP BY u.account_id, u.principal_id, u.service_namespace, u.action_key, a.judged_at
),
all_uses AS (
  SELECT * FROM last_uses WHERE action_key <> ''
  UNION ALL
  SELECT
    account_id, principal_id, service_namespace,
    CAST('' AS varchar),
    judged_at,
    max(last_known_access_at),
    max(last_use),
    bool_or(is_in_own_report)
  FROM last_uses
  GROUP BY account_id, principal_id, service_namespace, judged_at
)
SELECT
  account_id, principal_id, service_namespace, action_key, last_known_access_at,
  split_part(last_use, ' ', 3) AS last_accessed_run_id,
  CASE
    WHEN is_in_own_report THEN -1
    ELSE least(CAST(floor(CAST(date_diff('millisecond', last_known_access_at, judged_at) AS double) / 86400000) AS integer), 400)
  END AS used_days
FROM all_uses
