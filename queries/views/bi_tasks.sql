-- What became of the tasks of the question worklist since the snapshot of all accounts before, for BI tools: those of the
-- newest snapshot that was derived, and those of the one before that it lists no more. None where there is no such
-- snapshot. Sum over tasks.
-- Grain: snapshot_date, task_id.
CREATE OR REPLACE VIEW bi_tasks AS
SELECT
  CAST(w.snapshot_date AS date) AS snapshot_date,
  CAST(if(w.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  CAST(w.task_id AS varchar) AS task_id,
  CAST(w.task_state AS varchar) AS task_state,
  CAST(w.step AS varchar) AS step,
  CAST(w.subject_type AS varchar) AS subject_type,
  CAST(coalesce(w.permission_set_name, w.policy_arn, w.principal_arn) AS varchar) AS subject,
  CAST(w.account_id AS varchar) AS account_id,
  CAST(w.account_name AS varchar) AS account_name,
  CAST(w.owner AS varchar) AS owner,
  CAST(w.owner_from AS varchar) AS owner_from,
  CAST(w.task AS varchar) AS task,
  CAST(1 AS integer) AS tasks
FROM derived_worklist w
JOIN trend_runs m ON m.snapshot_date = w.snapshot_date AND m.made_of = w.made_of
WHERE w.task_state IS NOT NULL
