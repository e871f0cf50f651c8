-- Actions of which a principal of a committed run has a row, so that IAM tracks them. first_generated_at: the
-- earliest report of the run with such a row.
-- Grain: run_id, service_namespace, action_name.
CREATE OR REPLACE VIEW known_seen_actions AS
SELECT
  CAST(s.snapshot_date AS varchar) AS snapshot_date,
  CAST(s.run_id AS varchar) AS run_id,
  CAST(s.service_namespace AS varchar) AS service_namespace,
  CAST(s.action_name AS varchar) AS action_name,
  CAST(s.first_generated_at AS timestamp) AS first_generated_at
FROM seen_actions s
JOIN runs r ON r.run_id = s.run_id AND r.snapshot_date = s.snapshot_date
