-- Users and roles of the snapshots by name, and by ARN.
SELECT DISTINCT t.name
FROM listed_principals p
CROSS JOIN UNNEST(ARRAY[p.principal_name, p.principal_arn]) AS t(name)
WHERE p.principal_name IS NOT NULL
  AND p.snapshot_date IN (:dates) -- if given
