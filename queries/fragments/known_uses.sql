-- Every use of the days that some run saw, by whomever. A use of an action is one of its service (action_key is null), too.
known_uses AS MATERIALIZED (
  SELECT
    u.run_id, u.account_id, u.principal_id, u.principal_arn, u.principal_type, u.permission_set_name, u.is_service_linked,
    u.service_namespace, t.action_key, u.last_accessed_at,
    u.principal_type || '/' || regexp_extract(u.principal_arn, '[^/]+$') AS user_name
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
  CROSS JOIN UNNEST(
    CASE WHEN u.action_key IS NULL THEN ARRAY[u.action_key] ELSE ARRAY[u.action_key, CAST(NULL AS varchar)] END
  ) AS t(action_key)
  WHERE u.snapshot_date BETWEEN :snapshot_date.since AND :uses_until
    AND u.service_namespace IN (:service)
)
