-- What became of the tasks of the question worklist since the snapshot of all accounts before, for BI tools: those of the
-- newest snapshot that was derived, and those of the one before that it lists no more. None where there is no such
-- snapshot. Sum over tasks.
-- Grain: snapshot_date, task_id.
CREATE OR REPLACE VIEW bi_tasks AS
SELECT
  CAST(w.snapshot_date AS date) AS snapshot_date,
  CAST(if(w.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  w.task_id, w.task_state, w.step, w.subject_type,
  CAST(coalesce(w.permission_set_name, w.policy_arn, w.principal_arn) AS varchar) AS subject,
  w.account_id, w.account_name, w.owner, w.owner_from, w.task_code,
  CAST(1 AS integer) AS tasks
FROM snapshot_worklist w
WHERE w.task_state IS NOT NULL
