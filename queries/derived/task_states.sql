-- question: Which tasks has a snapshot, and what became of the tasks of an earlier one?
-- topic: none
-- grain: a row of the question worklist, or a task, DELETE or NARROW, of the earlier snapshot alone
-- compared-with: earlier_date
-- with: weighed_principals, weighed_subjects, outside_trust, owners, tasks, compared_tasks
-- with-both: task_states
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: earlier_date snapshot = previous: the earlier snapshot; for its tasks uses count until then
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- limits: As those of worklist, in whose order they are; then those that the later snapshot does not list.
SELECT
  CAST(task_state AS varchar) AS task_state, is_listed, task_id, step, task_code, subject_type, account_id, account_name,
  principal_arn, permission_set_name, policy_arn, risk, grant_age, services_removable, actions_removable, grants_removable,
  holders, holders_affected, accounts, holders_unmeasured, accounts_unmeasured, idle_names, last_known_use_at, state, owner,
  owner_from, error_code
FROM (
  SELECT
    task_state, is_listed, age, task_id, step, task_code, subject_type, account_id, account_name, principal_arn,
    permission_set_name, policy_arn, risk, grant_age, services_removable, actions_removable, grants_removable, holders,
    holders_affected, accounts, holders_unmeasured, accounts_unmeasured, idle_names, last_known_use_at, state, owner,
    owner_from, error_code
  FROM task_states
  UNION ALL
  SELECT
    NULL, true, age, task_id, step, task_code, subject_type, account_id, account_name, principal_arn,
    permission_set_name, policy_arn, risk, grant_age, services_removable, actions_removable, grants_removable, holders,
    holders_affected, accounts, holders_unmeasured, accounts_unmeasured, idle_names, last_known_use_at, state, owner,
    owner_from, error_code
  FROM tasks
  WHERE step NOT IN ('DELETE', 'NARROW')
) AS listed
ORDER BY
  is_listed DESC, CASE step WHEN 'KEEP' THEN 2 WHEN 'MEASURE' THEN 3 ELSE 1 END,
  risk DESC NULLS LAST, age, services_removable DESC NULLS LAST, actions_removable DESC NULLS LAST,
  policy_arn NULLS LAST, permission_set_name NULLS LAST, account_id, principal_arn NULLS FIRST, subject_type
