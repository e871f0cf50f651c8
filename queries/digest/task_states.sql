-- question: What became of each task?
-- topic: none
-- grain: a task of the question worklist, of either snapshot
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
  CAST(task_id AS varchar) AS task_id, CAST(task_state AS varchar) AS task_state, is_listed, subject_type, account_id,
  principal_arn, permission_set_name, policy_arn, task_code, services_removable, actions_removable, holders, last_known_use_at
FROM task_states
ORDER BY task_id
