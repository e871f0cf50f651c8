-- Services with an action that IAM tracks, by the service reference of a committed run.
-- Grain: snapshot_date, service_namespace.
CREATE OR REPLACE VIEW tracked_services AS
SELECT DISTINCT
  a.snapshot_date, a.service_namespace
FROM raw.actions a
JOIN raw.runs r ON r.run_id = a.run_id AND r.snapshot_date = a.snapshot_date
WHERE a.is_tracked = true
