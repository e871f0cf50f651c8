-- The last use of each service by each principal, by any run of the snapshots that may hold a use within the days.
known_service_use AS (
  SELECT account_id, principal_id, service_namespace, max(last_accessed_at) AS last_known_access_at
  FROM (
    SELECT snapshot_date, account_id, principal_id, service_namespace, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, account_id, principal_id, service_namespace, last_accessed_at
    FROM known_action_uses
  ) AS uses
  WHERE snapshot_date BETWEEN :snapshot_date.since AND :uses_until
    AND account_id IN (:account)
    AND account_id IN (:principal.account)
    AND service_namespace IN (:service)
  GROUP BY account_id, principal_id, service_namespace
)
