-- Services of which every action, or some, no evidence takes away: kept_actions names these as patterns.
never_removed_services AS (
  SELECT
    service_pattern AS service_namespace,
    max(CASE WHEN action_pattern = '%' THEN 1 ELSE 0 END) = 1 AS is_whole,
    array_join(array_agg(service_pattern || ':' || replace(action_pattern, '%', '*') ORDER BY action_pattern), ', ')
      AS kept_actions
  FROM never_removed
  WHERE service_pattern <> '%'
  GROUP BY service_pattern
)
