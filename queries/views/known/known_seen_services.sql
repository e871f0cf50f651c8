-- Services that are granted to a measured principal of a committed run. first_generated_at: the earliest report
-- of the run with such a row.
-- Grain: run_id, service_namespace.
CREATE OR REPLACE VIEW known_seen_services AS
SELECT
  s.snapshot_date, s.run_id, s.service_namespace, s.first_generated_at
FROM raw.seen_services s
JOIN raw.runs r ON r.run_id = s.run_id AND r.snapshot_date = s.snapshot_date
