-- The first date that measured a principal which may do everything, so that its report shows whatever IAM knew: of runs
-- before facts were kept one that holds AdministratorAccess. Null: there is none.
-- Grain: none; one row.
CREATE OR REPLACE VIEW watched_since AS
SELECT CAST(min(w.snapshot_date) AS varchar) AS watched_since
FROM (
  SELECT s.snapshot_date, s.run_id
  FROM seen_services s
  WHERE s.unrestricted_principals > 0
  {{#runs_without_facts}}
    AND s.snapshot_date >= '{{facts_since}}'
  UNION ALL
  SELECT p.snapshot_date, p.run_id
  FROM principals p
  WHERE p.snapshot_date < '{{facts_since}}'
    AND p.status = 'exported'
    AND contains(p.attached_policy_arns, 'arn:aws:iam::aws:policy/AdministratorAccess')
  {{/runs_without_facts}}
) AS w
JOIN runs r ON r.run_id = w.run_id AND r.snapshot_date = w.snapshot_date
