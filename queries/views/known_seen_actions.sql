-- Actions of which a principal of a committed run has a row, so that IAM tracks them: the facts, and of runs before
-- facts were kept, which have none, the rows. first_generated_at: the earliest report of the run with such a row.
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
{{#runs_without_facts}}
WHERE s.snapshot_date >= '{{facts_since}}'
UNION ALL
SELECT
  CAST(f.snapshot_date AS varchar),
  CAST(f.run_id AS varchar),
  CAST(f.service_namespace AS varchar),
  CAST(f.action_name AS varchar),
  CAST(min(p.generated_at) AS timestamp)
FROM action_last_accessed f
JOIN runs r ON r.run_id = f.run_id AND r.snapshot_date = f.snapshot_date
JOIN principals p
  ON p.snapshot_date = f.snapshot_date
  AND p.run_id = f.run_id
  AND p.account_id = f.account_id
  AND p.principal_arn = f.principal_arn
  AND p.status = 'exported'
WHERE f.snapshot_date < '{{facts_since}}'
  AND p.snapshot_date < '{{facts_since}}'
GROUP BY f.snapshot_date, f.run_id, f.service_namespace, f.action_name
{{/runs_without_facts}}
