-- question: What should be done first?
-- topic: none
-- grain: a task of the question worklist that takes something away
-- with: weighed_principals, weighed_subjects, outside_trust, owners, tasks
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner
-- limits: As those of worklist, in whose order they are.
SELECT
  task_id, task_code, subject_type, account_id, account_name, principal_arn, permission_set_name, policy_arn, services_removable,
  actions_removable, holders, last_known_use_at, owner
FROM tasks
WHERE step IN ('DELETE', 'NARROW')
ORDER BY
  risk DESC NULLS LAST, age, services_removable DESC NULLS LAST, actions_removable DESC NULLS LAST,
  policy_arn NULLS LAST, permission_set_name NULLS LAST, account_id, principal_arn NULLS FIRST, subject_type
