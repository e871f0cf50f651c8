-- What the service reference of each committed run knew of an action.
-- Grain: run_id, service_namespace, action_name.
CREATE OR REPLACE VIEW snapshot_actions AS
SELECT
  CAST(a.snapshot_date AS varchar) AS snapshot_date,
  CAST(a.run_id AS varchar) AS run_id,
  CAST(a.service_namespace AS varchar) AS service_namespace,
  CAST(a.action_name AS varchar) AS action_name,
  CAST(a.access_level AS varchar) AS access_level,
  CAST(a.is_tracked AS boolean) AS is_tracked,
  CAST(a.tracked_since AS timestamp) AS tracked_since,
  CAST(a.is_withdrawn AS boolean) AS is_withdrawn
FROM actions a
JOIN runs r ON r.run_id = a.run_id AND r.snapshot_date = a.snapshot_date
