-- Services that anybody used in any snapshot up to the date.
SELECT DISTINCT service_namespace
FROM known_service_uses
WHERE snapshot_date <= :snapshot_date
