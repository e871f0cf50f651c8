-- What should be done first to take away what nobody uses, for BI tools: the tasks of the question worklist, of the newest
-- snapshot that was derived; task_code says what to do. What is not measured has no task: bi_coverage has it. Sum over tasks.
-- Grain: snapshot_date, task_rank.
CREATE OR REPLACE VIEW bi_worklist AS
SELECT
  CAST(w.snapshot_date AS date) AS snapshot_date,
  CAST(if(w.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  w.task_rank, w.task_id, w.task_state, w.step, w.subject_type,
  CAST(coalesce(w.permission_set_name, w.policy_arn, w.principal_arn) AS varchar) AS subject,
  w.account_id, w.account_name, w.owner, w.owner_from, w.task_code, w.risk, w.grant_age,
  CAST(1 AS integer) AS tasks,
  w.services_removable, w.actions_removable, w.grants_removable,
  CAST(coalesce(w.holders, 1) AS bigint) AS holders
FROM snapshot_worklist w
WHERE w.task_rank IS NOT NULL
  AND w.step IN ('DELETE', 'NARROW')
