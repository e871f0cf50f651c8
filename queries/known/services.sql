-- Services that the service reference of the snapshots knows.
SELECT DISTINCT service_namespace AS name
FROM snapshot_actions
WHERE snapshot_date IN (:dates) -- if given
