-- question: What became of each task?
-- topic: none
-- grain: a task of the question worklist, of either snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- limits: As `derive` made them of both snapshots; the caller makes sure that they are not stale.
SELECT
  task_id, task_state, task_rank IS NOT NULL AS is_listed, subject_type, account_id, principal_arn, permission_set_name,
  policy_arn, task_code, services_removable, actions_removable, holders, last_known_use_at
FROM raw.derived_worklist
WHERE snapshot_date = :to_date
  AND task_state IS NOT NULL
ORDER BY task_id
