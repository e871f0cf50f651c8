-- Those of the services that anybody is granted; the service reference may lag behind.
SELECT DISTINCT service_namespace AS name
FROM service_access
WHERE snapshot_date IN (:dates)
  AND service_namespace IN (:values)
