-- Who is granted one of the actions, and when a run of the snapshot, or of one of the days before it, saw any of them used.
administrative AS (
  SELECT
    g.account_id, g.principal_id,
    array_join(
      array_agg(g.service_namespace || ':' || g.action_name ORDER BY g.service_namespace || ':' || g.action_name), ', '
    ) AS actions,
    max(coalesce(u.last_known_access_at, g.last_accessed_at)) AS last_accessed_at
  FROM measured_grants g
  LEFT JOIN known_action_use u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_name = g.action_name
  WHERE g.snapshot_date = :snapshot_date
    AND g.service_namespace IN (:action.service)
    AND g.action_name IN (:action.name)
    AND g.service_namespace || ':' || g.action_name IN (:action)
  GROUP BY g.account_id, g.principal_id
)
