-- The last use of each action, and of each service by itself (action_key is null). Needs seen_uses.
last_uses AS (
  SELECT
    principal_number, service_namespace, action_key,
    max(last_accessed_at) AS last_known_access_at,
    bool_or(is_of_days) AS is_of_days,
    bool_or(is_used) AS is_used
  FROM seen_uses
  GROUP BY principal_number, service_namespace, action_key
)
