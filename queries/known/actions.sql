-- Actions of the named services that the service reference of the snapshots knows.
SELECT DISTINCT service_namespace || ':' || action_name AS name
FROM snapshot_actions
WHERE snapshot_date IN (:dates)
  AND service_namespace IN (:values.service)
