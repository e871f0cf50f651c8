-- What the texts of documents that are left alone allow of what IAM tracks: services (action_key is '') and actions.
-- Grain: text_hash, service_namespace, action_key.
WITH texts AS (
  SELECT DISTINCT text_hash, service_part, action_part
  FROM idle_texts
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
WHERE CASE
    WHEN length(a.action_key) < p.least_length THEN false
    WHEN p.expression IS NULL THEN a.action_key LIKE p.like_pattern ESCAPE '!'
    ELSE regexp_like(a.action_key, p.expression)
  END
