-- Permission sets that made roles of the snapshots.
SELECT DISTINCT permission_set_name AS name
FROM listed_principals
WHERE permission_set_name IS NOT NULL
  AND snapshot_date IN (:dates) -- if given
