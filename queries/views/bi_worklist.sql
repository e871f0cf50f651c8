-- What should be done first to take away what nobody uses, for BI tools: the first 1,000 tasks of the question worklist,
-- of the newest snapshot that was derived. What is not measured has no task: bi_coverage has it. Sum over tasks.
-- Grain: snapshot_date, task_rank.
CREATE OR REPLACE VIEW bi_worklist AS
SELECT
  CAST(w.snapshot_date AS date) AS snapshot_date,
  CAST(if(w.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  CAST(w.task_rank AS integer) AS task_rank,
  CAST(w.task_id AS varchar) AS task_id,
  CAST(w.step AS varchar) AS step,
  CAST(w.subject_type AS varchar) AS subject_type,
  CAST(coalesce(w.permission_set_name, w.policy_arn, w.principal_arn) AS varchar) AS subject,
  CAST(w.account_id AS varchar) AS account_id,
  CAST(w.account_name AS varchar) AS account_name,
  CAST(w.owner AS varchar) AS owner,
  CAST(w.owner_from AS varchar) AS owner_from,
  CAST(w.task AS varchar) AS task,
  CAST(w.risk AS integer) AS risk,
  CAST(w.grant_age AS varchar) AS grant_age,
  CAST(1 AS integer) AS tasks,
  CAST(w.removable_services AS bigint) AS removable_services,
  CAST(w.removable_actions AS bigint) AS removable_actions,
  CAST(coalesce(w.holders, 1) AS bigint) AS holders
FROM derived_worklist w
JOIN trend_runs m ON m.snapshot_date = w.snapshot_date AND m.made_of = w.made_of
WHERE w.task_rank <= 1000
