-- Actions with a row in the snapshot that no evidence takes away.
never_removed_actions AS (
  SELECT DISTINCT s.service_namespace, s.action_name
  FROM known_seen_actions s
  JOIN never_removed n
    ON lower(s.service_namespace) LIKE n.service_pattern ESCAPE '!'
    AND lower(s.action_name) LIKE n.action_pattern ESCAPE '!'
  WHERE s.snapshot_date = :snapshot_date
)
