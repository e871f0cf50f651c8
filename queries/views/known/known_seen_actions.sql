-- Actions that have a row of any principal of a committed run, so IAM tracks them. first_generated_at: the
-- earliest report of the run with such a row.
-- Grain: run_id, service_namespace, action_name.
CREATE OR REPLACE VIEW known_seen_actions AS
SELECT
  s.snapshot_date, s.run_id, s.service_namespace, s.action_name, s.first_generated_at
FROM raw.seen_actions s
JOIN raw.runs r ON r.run_id = s.run_id AND r.snapshot_date = s.snapshot_date
