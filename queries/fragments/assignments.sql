-- Roles of permission sets with the last use that any snapshot of the days knows, of the role or of an earlier one of the
-- same set in the account.
roles_of_sets AS (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND permission_set_name IS NOT NULL
    AND lower(permission_set_name) IN (:permission_set.lower)
    AND lower(permission_set_name) NOT IN (:except_policy.lower)
    AND status = 'exported'
    /* filters */
),
uses_of_sets AS (
  SELECT account_id, permission_set_name, max(last_accessed_at) AS last_known_use_at
  FROM (
    SELECT snapshot_date, account_id, permission_set_name, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, account_id, permission_set_name, last_accessed_at
    FROM known_action_uses
  ) AS uses
  WHERE snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
  GROUP BY account_id, permission_set_name
),
assignments AS (
  SELECT
    r.*,
    CASE
      WHEN s.last_known_use_at > coalesce(u.last_known_use_at, TIMESTAMP '1970-01-01 00:00:00') THEN s.last_known_use_at
      ELSE u.last_known_use_at
    END AS known_use_at,
    u.blind_until
  FROM roles_of_sets r
  LEFT JOIN known_principal_use u ON u.account_id = r.account_id AND u.principal_id = r.principal_id
  LEFT JOIN uses_of_sets s ON s.account_id = r.account_id AND s.permission_set_name = r.permission_set_name
)
