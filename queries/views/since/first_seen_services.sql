-- Services that any snapshot shows as granted, and since when. is_new: a witness that is not denied the service reported
-- before first_generated_at, even in another run of the same date, so IAM did not know the service then, and nothing is
-- known of its use before first_generated_at, however old a principal is.
-- Grain: service_namespace.
CREATE OR REPLACE VIEW first_seen_services AS
WITH watched AS (
  SELECT w.denied_services, min(w.generated_at) AS generated_at
  FROM known_witnesses w
  GROUP BY w.denied_services
)
SELECT
  s.service_namespace,
  CAST(min(s.first_generated_at) AS timestamp) AS first_generated_at,
  CAST(coalesce(min(w.generated_at) < min(s.first_generated_at), false) AS boolean) AS is_new
FROM known_seen_services s
LEFT JOIN watched w ON NOT contains(w.denied_services, lower(s.service_namespace))
GROUP BY s.service_namespace
