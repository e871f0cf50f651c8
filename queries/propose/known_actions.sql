-- Actions that the reference of the snapshot or a row of any principal knows, and whether IAM tracks them.
SELECT service_namespace, action_name, CAST(bool_or(is_tracked) AS boolean) AS is_tracked, CAST(bool_or(is_documented) AS boolean) AS is_documented
FROM (
  SELECT service_namespace, action_name, coalesce(is_tracked, false) AS is_tracked, true AS is_documented
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
  UNION ALL
  SELECT service_namespace, action_name, true, false
  FROM known_seen_actions
  WHERE snapshot_date = :snapshot_date
) a
GROUP BY service_namespace, action_name
