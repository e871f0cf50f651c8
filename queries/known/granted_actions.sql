-- Those of the services' actions that anybody is granted; the service reference may lag behind.
SELECT DISTINCT service_namespace || ':' || action_name AS name
FROM measured_actions
WHERE snapshot_date IN (:dates)
  AND service_namespace IN (:values.service)
