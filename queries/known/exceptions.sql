-- Users and roles of the snapshots by ARN and by name, those that were given.
SELECT t.name
FROM listed_principals p
CROSS JOIN UNNEST(ARRAY[p.principal_arn, p.principal_name]) AS t(name)
WHERE lower(t.name) IN (:values.lower)
  AND p.snapshot_date IN (:dates) -- if given
UNION
SELECT account_id
FROM snapshot_accounts
WHERE principals_total IS NULL
  AND account_id IN (:values.account)
  AND snapshot_date IN (:dates) -- if given
