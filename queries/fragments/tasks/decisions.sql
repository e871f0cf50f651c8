-- What the tasks file says: each entry is a task, the last day on which it is put off, why, and who took it on. Without a
-- file there is one of no task.
decisions AS (
  SELECT
    split_part(entry, '␟', 1) AS task_id, nullif(split_part(entry, '␟', 2), '') AS snoozed_until,
    nullif(split_part(entry, '␟', 3), '') AS snoozed_because, nullif(split_part(entry, '␟', 4), '') AS assignee
  FROM UNNEST(ARRAY[:task_entry]) AS t(entry)
)
