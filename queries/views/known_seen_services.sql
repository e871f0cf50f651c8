-- Services that are granted to a measured principal of a committed run. first_generated_at: the earliest report
-- of the run with such a row.
-- Grain: run_id, service_namespace.
CREATE OR REPLACE VIEW known_seen_services AS
SELECT
  CAST(s.snapshot_date AS varchar) AS snapshot_date,
  CAST(s.run_id AS varchar) AS run_id,
  CAST(s.service_namespace AS varchar) AS service_namespace,
  CAST(s.first_generated_at AS timestamp) AS first_generated_at
FROM seen_services s
JOIN runs r ON r.run_id = s.run_id AND r.snapshot_date = s.snapshot_date
