-- Users and roles of the named accounts, and those of these accounts that could not be listed.
SELECT principal_arn AS name
FROM listed_principals
WHERE account_id IN (:values.account)
  AND snapshot_date IN (:dates) -- if given
UNION
SELECT account_id
FROM snapshot_accounts
WHERE principals_total IS NULL
  AND account_id IN (:values.account)
  AND snapshot_date IN (:dates) -- if given
