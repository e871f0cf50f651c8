-- counts: actions that a permission set grants, without an attempt by a role of it in the snapshot
-- with: never_removed_actions, permission_set_grants
WITH unaccessed AS (
  SELECT permission_set_name, service_namespace, action_name
  FROM granted_to_sets
  GROUP BY permission_set_name, service_namespace, action_name
  HAVING count(last_accessed_at) = 0
),
judged AS (
  SELECT
    CASE
      WHEN k.action_name IS NOT NULL THEN 'whose use may leave no row (view never_removed)'
      WHEN date_diff('millisecond', u.last_known_access_at, CAST(CAST(:snapshot_date AS date) AS timestamp))
        < CAST(:days AS bigint) * 86400000
        THEN 'that a role of the set is known to have used within the days'
    END AS reason
  FROM unaccessed r
  LEFT JOIN uses_of_sets u
    ON u.permission_set_name = r.permission_set_name
    AND u.service_namespace = r.service_namespace
    AND u.action_name = r.action_name
  LEFT JOIN never_removed_actions k ON k.service_namespace = r.service_namespace AND k.action_name = r.action_name
)
SELECT CAST(reason AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM judged
WHERE reason IS NOT NULL
GROUP BY reason
ORDER BY reason
