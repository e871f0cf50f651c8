-- question: Which tasks are new, and which are done?
-- topic: none
-- grain: a task of the question worklist that is new, or done
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- limits: As `derive` made them of both snapshots; the caller makes sure that they are not stale.
SELECT
  CAST('WORK_' || task_state AS varchar) AS kind, CAST(5 - coalesce(risk, 0) AS integer) AS finding_rank, account_id,
  account_name, principal_arn, CAST(NULL AS varchar) AS principal_id, CAST(task_id AS varchar) AS subject,
  CAST(task_id AS varchar) AS task_id, task_code, subject_type, permission_set_name, policy_arn, risk, services_removable,
  actions_removable, grants_removable, holders, accounts, last_known_use_at, owner
FROM raw.derived_worklist
WHERE snapshot_date = :to_date
  AND snapshot_date > :from_date
  AND task_state IN ('NEW', 'DONE')
ORDER BY finding_rank, services_removable DESC NULLS LAST, actions_removable DESC NULLS LAST, task_id
