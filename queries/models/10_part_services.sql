-- Services that IAM tracks, by the parts of actions that match their names as policy_parts says.
-- Grain: part, service_namespace.
SELECT p.part, s.service_namespace
FROM policy_parts p
JOIN (SELECT DISTINCT service_namespace FROM judged_things) AS s
  ON CASE
    WHEN length(s.service_namespace) < p.least_length THEN false
    WHEN p.expression IS NULL THEN lower(s.service_namespace) LIKE p.like_pattern ESCAPE '!'
    ELSE regexp_like(lower(s.service_namespace), p.expression)
  END
