-- Accounts of the snapshots.
SELECT DISTINCT account_id AS name
FROM snapshot_accounts
WHERE account_id IS NOT NULL
  AND snapshot_date IN (:dates) -- if given
