-- Those of the services that anybody is granted or used; the service reference may lag behind.
SELECT service_namespace AS name
FROM snapshot_principal_grants
WHERE snapshot_date IN (:dates)
  AND service_namespace IN (:values)
UNION
SELECT service_namespace
FROM known_service_uses
WHERE service_namespace IN (:values)
