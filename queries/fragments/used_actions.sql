-- The last use of each action. Needs seen_uses.
used_actions AS (
  SELECT
    principal_number, service_namespace, action_key,
    max(last_accessed_at) AS last_known_access_at,
    bool_or(is_of_days) AS is_of_days,
    bool_or(is_of_days OR is_in_snapshot) AS is_used
  FROM seen_uses
  WHERE action_key IS NOT NULL
  GROUP BY principal_number, service_namespace, action_key
)
