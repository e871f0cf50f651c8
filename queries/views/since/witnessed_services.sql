-- When a witness of each committed run first reported on a service, granted or not: it is not denied the service, so a
-- report that does not show it, or an action of it, says that IAM did not track that then.
-- Grain: run_id, service_namespace.
CREATE OR REPLACE VIEW witnessed_services AS
WITH witnessed AS (
  SELECT w.snapshot_date, w.run_id, w.denied_services, min(w.generated_at) AS generated_at
  FROM known_witnesses w
  GROUP BY w.snapshot_date, w.run_id, w.denied_services
),
services AS (
  SELECT DISTINCT s.service_namespace
  FROM known_seen_services s
)
SELECT
  w.snapshot_date, w.run_id, s.service_namespace,
  CAST(min(w.generated_at) AS timestamp) AS witnessed_at
FROM witnessed w
CROSS JOIN services s
WHERE NOT contains(w.denied_services, lower(s.service_namespace))
GROUP BY w.snapshot_date, w.run_id, s.service_namespace
