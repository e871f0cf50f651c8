-- question: Which actions does the service reference list, and which of them does IAM track?
-- topic: lake
-- grain: an action
-- filters: service, access_level
-- first: service_namespace, action_name, access_level, is_tracked
-- next: query users_of --action SERVICE:ACTION
-- limits: is_tracked is null where it is not known, as of names that came after the day on which it was read (tracked_as_of
--   of the question snapshots). is_withdrawn: AWS no longer lists the name. An action that has a row in a report is tracked, even if this says otherwise.
WITH known AS (
  SELECT service_namespace, action_name, max(run_id) AS run_id
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    /* filters */
  GROUP BY service_namespace, action_name
)
SELECT k.service_namespace, k.action_name, a.access_level, a.is_tracked, a.tracked_since, a.is_withdrawn
FROM known k
JOIN snapshot_actions a
  ON a.snapshot_date = :snapshot_date
  AND a.run_id = k.run_id
  AND a.service_namespace = k.service_namespace
  AND a.action_name = k.action_name
ORDER BY k.service_namespace, k.action_name
