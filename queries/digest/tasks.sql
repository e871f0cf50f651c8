-- question: Which tasks are new, and which are done?
-- topic: none
-- grain: a task of the question worklist that is new, or done
-- compared-with: from_date
-- with: weighed_principals, weighed_subjects, outside_trust, owners, tasks, compared_tasks
-- with-both: task_states
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner
-- limits: As those of worklist. The filters choose what is shown, at each date.
SELECT
  CAST('WORK_' || task_state AS varchar) AS kind, CAST(5 - coalesce(risk, 0) AS integer) AS finding_rank, account_id,
  account_name, principal_arn, CAST(NULL AS varchar) AS principal_id, CAST(task_id AS varchar) AS subject,
  CAST(task_id AS varchar) AS task_id, task_code, subject_type, permission_set_name, policy_arn, risk, services_removable,
  actions_removable, grants_removable, holders, accounts, last_known_use_at, owner
FROM task_states
WHERE task_state IN ('NEW', 'DONE')
ORDER BY finding_rank, services_removable DESC NULLS LAST, actions_removable DESC NULLS LAST, task_id
