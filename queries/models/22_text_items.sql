-- What the texts of policies allow of what IAM tracks: services (action_key is '') one or more of whose actions are allowed, and
-- actions that a written text names.
-- Grain: text_hash, service_namespace, action_key.
WITH texts AS (
  SELECT DISTINCT text_hash, is_written, service_part, action_part
  FROM policy_texts
)
SELECT DISTINCT t.text_hash, s.service_namespace, CAST('' AS varchar) AS action_key
FROM texts t
JOIN part_services s ON s.part = t.service_part
UNION ALL
SELECT DISTINCT t.text_hash, s.service_namespace, a.action_key
FROM texts t
JOIN part_services s ON s.part = t.service_part
JOIN policy_parts p ON p.part = t.action_part
JOIN (SELECT DISTINCT service_namespace, action_key FROM judged_things WHERE action_key <> '') AS a
  ON a.service_namespace = s.service_namespace
WHERE t.is_written
  AND CASE
    WHEN length(a.action_key) < p.least_length THEN false
    WHEN p.expression IS NULL THEN a.action_key LIKE p.like_pattern ESCAPE '!'
    ELSE regexp_like(a.action_key, p.expression)
  END
