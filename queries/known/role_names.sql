-- Names of roles of the snapshots.
SELECT DISTINCT principal_name AS name
FROM listed_principals
WHERE principal_type = 'role'
  AND snapshot_date IN (:dates) -- if given
