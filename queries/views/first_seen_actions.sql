-- Actions of which any snapshot has a row, and since when. is_new: as in first_seen_services; where the service reference
-- does not know an action, nothing is known before first_generated_at, new or not.
-- Grain: service_namespace, action_name.
CREATE OR REPLACE VIEW first_seen_actions AS
SELECT
  CAST(s.service_namespace AS varchar) AS service_namespace,
  CAST(s.action_name AS varchar) AS action_name,
  CAST(min(s.first_generated_at) AS timestamp) AS first_generated_at,
  CAST(coalesce(min(s.snapshot_date) > max(w.watched_since), false) AS boolean) AS is_new
FROM known_seen_actions s
CROSS JOIN watched_since w
GROUP BY s.service_namespace, s.action_name
