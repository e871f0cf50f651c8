-- The last use of each action of a list, and of each service (action_number is null) by itself and by what no list has. Needs
-- seen_uses and lists. Millions of uses are grouped faster by number than by name.
last_uses AS (
  SELECT
    u.principal_number, s.service_number, a.action_number,
    max(u.last_accessed_at) AS last_known_access_at,
    bool_or(u.is_used) AS is_used
  FROM seen_uses u
  JOIN numbered_services s ON s.service_namespace = u.service_namespace
  LEFT JOIN numbered_actions a ON a.service_namespace = u.service_namespace AND a.action_key = u.action_key
  GROUP BY u.principal_number, s.service_number, a.action_number
)
