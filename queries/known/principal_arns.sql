-- Users and roles of the snapshots.
SELECT DISTINCT principal_arn AS name
FROM listed_principals
WHERE principal_arn IS NOT NULL
  AND snapshot_date IN (:dates) -- if given
