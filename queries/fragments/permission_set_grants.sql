-- Granted and tracked actions of the roles of permission sets, and the last use of each by the set that is known.
granted_to_sets AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IS NOT NULL
    AND permission_set_name IS NOT NULL
    AND lower(permission_set_name) IN (:permission_set.lower)
    AND lower(permission_set_name) NOT IN (:except_policy.lower)
    AND service_namespace || ':' || action_name NOT IN (:except_action)
    /* filters */
),
-- Of the set by its name: assignments come and go, and their roles with them.
uses_of_sets AS (
  SELECT permission_set_name, service_namespace, action_name, max(last_accessed_at) AS last_known_access_at
  FROM (
    SELECT
      u.account_id, a.ou_path, u.permission_set_name, u.service_namespace, u.action_name, u.last_accessed_at,
      CAST(NULL AS varchar) AS access_level
    FROM known_action_uses u
    LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = u.account_id
    WHERE u.snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
      AND u.permission_set_name IS NOT NULL
  ) AS known_uses
  WHERE true
    /* filters */
  GROUP BY permission_set_name, service_namespace, action_name
)
