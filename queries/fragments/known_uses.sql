-- Uses that count: of the days, or of the run by which a principal is judged, seen by whichever run. A use of an action is
-- one of its service (action_key is null), too. is_gone: nobody who is judged; is_by_young: by a role made within the days.
uses_by_run AS (
  SELECT
    u.run_id, u.account_id, u.principal_id, u.principal_arn, u.principal_type, u.permission_set_name, u.is_service_linked,
    u.service_namespace, u.action_key, u.last_accessed_at,
    p.principal_id IS NULL AS is_gone,
    coalesce(p.is_young AND p.is_measured, false) AS is_by_young
  FROM (
    SELECT
      snapshot_date, run_id, account_id, principal_id, principal_arn, principal_type, permission_set_name,
      is_service_linked, service_namespace, CAST(NULL AS varchar) AS action_key, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT
      snapshot_date, run_id, account_id, principal_id, principal_arn, principal_type, permission_set_name,
      is_service_linked, service_namespace, lower(action_name), last_accessed_at
    FROM known_action_uses
  ) AS u
  LEFT JOIN judged_principals p ON p.account_id = u.account_id AND p.principal_id = u.principal_id
  WHERE u.snapshot_date BETWEEN :snapshot_date.since AND :uses_until
    AND u.service_namespace IN (:service)
    AND (
      coalesce(p.is_measured AND u.run_id = p.run_id, false)
      OR date_diff('millisecond', u.last_accessed_at, coalesce(p.judged_at, CAST(CAST(:snapshot_date AS date) AS timestamp)))
        < CAST(:days AS bigint) * 86400000
    )
),
-- By whom, in whichever run, under whichever name: their last.
known_uses AS MATERIALIZED (
  SELECT
    account_id, principal_id, principal_arn, principal_type, permission_set_name, is_service_linked, service_namespace,
    action_key, is_gone, is_by_young,
    max(last_accessed_at) AS last_accessed_at,
    principal_type || '/' || regexp_extract(principal_arn, '[^/]+$') AS user_name
  FROM (
    SELECT
      account_id, principal_id, principal_arn, principal_type, permission_set_name, is_service_linked,
      service_namespace, action_key, is_gone, is_by_young,
      max(last_accessed_at) AS last_accessed_at
    FROM uses_by_run
    GROUP BY
      account_id, principal_id, principal_arn, principal_type, permission_set_name, is_service_linked,
      service_namespace, action_key, is_gone, is_by_young
  ) AS last_uses
  GROUP BY GROUPING SETS (
    (
      account_id, principal_id, principal_arn, principal_type, permission_set_name, is_service_linked,
      service_namespace, action_key, is_gone, is_by_young
    ),
    (
      account_id, principal_id, principal_arn, principal_type, permission_set_name, is_service_linked,
      service_namespace, is_gone, is_by_young
    )
  )
  HAVING grouping(action_key) = 1 OR action_key IS NOT NULL
)
