-- What the service reference of each committed run knew of an action.
-- Grain: run_id, service_namespace, action_name.
CREATE OR REPLACE VIEW snapshot_actions AS
SELECT
  a.snapshot_date, a.run_id, a.service_namespace, a.action_name, a.access_level, a.is_tracked, a.tracked_since,
  a.is_withdrawn
FROM raw.actions a
JOIN raw.runs r ON r.run_id = a.run_id AND r.snapshot_date = a.snapshot_date
