-- question: How many tasks are in which state?
-- topic: none
-- grain: task_state
-- judges: sets, shared_policies
-- compared-with: from_date, earlier_history
-- with: shown, outside_trust, owners, tasks, compared_tasks
-- with-both: task_states
-- read-once: judged_subjects
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days, or one dated up to 15 days before them
-- parameter: earlier_history snapshot = window: likewise history_from of the earlier snapshot
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner
-- limits: Their number by what became of them.
SELECT CAST(task_state AS varchar) AS task_state, CAST(count(*) AS bigint) AS tasks
FROM task_states
GROUP BY task_state
ORDER BY task_state
