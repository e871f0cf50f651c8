-- Who is granted one of the actions, and when some run of the 415 days before saw any of them used.
administrative AS (
  SELECT
    g.account_id, g.principal_id,
    array_join(
      array_agg(g.service_namespace || ':' || l.action_name ORDER BY g.service_namespace || ':' || l.action_name), ', '
    ) AS actions,
    max(u.last_accessed_at) AS last_accessed_at
  FROM snapshot_principal_grants g
  JOIN known_granted_lists l
    ON l.snapshot_date = g.snapshot_date
    AND l.run_id = g.run_id
    AND l.service_namespace = g.service_namespace
    AND l.list_hash = g.list_hash
  LEFT JOIN (
    SELECT account_id, principal_id, service_namespace, lower(action_name) AS action_key, max(last_accessed_at) AS last_accessed_at
    FROM known_action_uses
    WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
      AND service_namespace IN (:action.service)
    GROUP BY account_id, principal_id, service_namespace, lower(action_name)
  ) AS u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_key = lower(l.action_name)
  WHERE g.snapshot_date = :snapshot_date
    AND l.snapshot_date = :snapshot_date
    AND g.service_namespace IN (:action.service)
    AND l.service_namespace IN (:action.service)
    AND l.action_name IN (:action.name)
    AND g.service_namespace || ':' || l.action_name IN (:action)
  GROUP BY g.account_id, g.principal_id
)
