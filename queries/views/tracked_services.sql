-- Services of which the service reference of a committed run names an action that IAM tracks.
-- Grain: snapshot_date, service_namespace.
CREATE OR REPLACE VIEW tracked_services AS
SELECT DISTINCT
  CAST(a.snapshot_date AS varchar) AS snapshot_date,
  CAST(a.service_namespace AS varchar) AS service_namespace
FROM actions a
JOIN runs r ON r.run_id = a.run_id AND r.snapshot_date = a.snapshot_date
WHERE a.is_tracked = true
