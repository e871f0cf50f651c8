-- question: What should be done first, as `derive` wrote it?
-- topic: none
-- grain: a row of the question worklist
-- judged: weighed_principals, users and roles
-- with: decisions
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- limits: The caller makes sure that it is not stale, and that the worklist is asked for without a filter.
SELECT
  t.task_id, t.step, t.task_code, t.subject_type, t.account_id, t.account_name, t.principal_arn, t.permission_set_name,
  t.policy_arn, t.task_state, t.risk, t.grant_age, t.services_removable, t.actions_removable, t.grants_removable, t.holders,
  t.holders_affected, t.accounts, t.holders_unmeasured, t.accounts_unmeasured, t.idle_names, t.last_known_use_at, t.state,
  t.owner, t.owner_from, CAST(d.snoozed_until AS varchar) AS snoozed_until,
  CAST(d.snoozed_because AS varchar) AS snoozed_because, CAST(d.assignee AS varchar) AS assignee, t.error_code
FROM raw.derived_worklist t
LEFT JOIN decisions d ON d.task_id = t.task_id
WHERE t.snapshot_date = :snapshot_date
  AND t.task_rank IS NOT NULL
ORDER BY
  CASE t.step WHEN 'KEEP' THEN 3 WHEN 'MEASURE' THEN 4 ELSE CASE WHEN snoozed_until IS NULL THEN 1 ELSE 2 END END,
  t.task_rank
