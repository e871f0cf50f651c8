-- Actions that have a row in any snapshot, and since when. is_new: as in first_seen_services; where the service reference
-- does not know an action, nothing is known before first_generated_at, new or not.
-- Grain: service_namespace, action_name.
CREATE OR REPLACE VIEW first_seen_actions AS
WITH watched AS (
  SELECT w.denied_services, min(w.generated_at) AS generated_at
  FROM known_witnesses w
  GROUP BY w.denied_services
),
seen AS (
  SELECT s.service_namespace, s.action_name, min(s.first_generated_at) AS first_generated_at
  FROM known_seen_actions s
  GROUP BY s.service_namespace, s.action_name
)
SELECT
  s.service_namespace, s.action_name,
  CAST(min(s.first_generated_at) AS timestamp) AS first_generated_at,
  CAST(coalesce(min(w.generated_at) < min(s.first_generated_at), false) AS boolean) AS is_new
FROM seen s
LEFT JOIN watched w ON NOT contains(w.denied_services, lower(s.service_namespace))
GROUP BY s.service_namespace, s.action_name
