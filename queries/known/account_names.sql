-- Accounts of the snapshots: their names before their IDs.
SELECT DISTINCT account_name || '=' || account_id AS name
FROM snapshot_accounts
WHERE account_name IS NOT NULL
  AND account_id IS NOT NULL
  AND snapshot_date IN (:dates) -- if given
