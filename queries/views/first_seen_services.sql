-- Services that any snapshot shows as granted, and since when. is_new: an earlier snapshot measured a principal that may
-- do everything and did not show the service, so IAM did not know it then, and nothing is known of its use before
-- first_generated_at, whatever the age of a principal.
-- Grain: service_namespace.
CREATE OR REPLACE VIEW first_seen_services AS
SELECT
  CAST(s.service_namespace AS varchar) AS service_namespace,
  CAST(min(s.first_generated_at) AS timestamp) AS first_generated_at,
  CAST(coalesce(min(s.snapshot_date) > max(w.watched_since), false) AS boolean) AS is_new
FROM known_seen_services s
CROSS JOIN watched_since w
GROUP BY s.service_namespace
