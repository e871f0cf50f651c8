-- The question worklist of a snapshot, as `derive` wrote it of the runs that the lake has now, and the tasks of the
-- snapshot of all accounts before that it lists no more, which have no task_rank.
-- Grain: snapshot_date, task_id.
CREATE OR REPLACE VIEW snapshot_worklist AS
SELECT
  w.snapshot_date, w.task_rank, w.task_state, w.task_id, w.step, w.task_code, w.subject_type, w.account_id, w.account_name,
  w.principal_arn, w.permission_set_name, w.policy_arn, w.risk, w.grant_age, w.services_removable, w.actions_removable,
  w.grants_removable, w.holders, w.holders_affected, w.accounts, w.holders_unmeasured, w.accounts_unmeasured, w.idle_names,
  w.last_known_use_at, w.state, w.owner, w.owner_from, w.error_code
FROM raw.derived_worklist w
JOIN trend_runs m ON m.snapshot_date = w.snapshot_date AND m.made_of = w.made_of
