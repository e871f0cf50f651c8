-- The last use of each service, itself or by its actions. Needs seen_uses.
used_services AS (
  SELECT
    principal_number, service_namespace,
    max(last_accessed_at) AS last_known_access_at,
    bool_or(is_used) AS is_used
  FROM seen_uses
  GROUP BY principal_number, service_namespace
)
