-- question: How many tasks are in which state?
-- topic: none
-- grain: task_state
-- parameter: to_date snapshot = newest: date of the later snapshot
-- limits: As `derive` made them of both snapshots; the caller makes sure that they are not stale.
SELECT CAST(task_state AS varchar) AS task_state, CAST(count(*) AS bigint) AS tasks
FROM raw.derived_worklist
WHERE snapshot_date = :to_date
  AND task_state IS NOT NULL
GROUP BY task_state
ORDER BY task_state
