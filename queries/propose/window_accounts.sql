-- Accounts of any snapshot of the window: what the roles of a permission set used there counts, gone accounts included.
SELECT DISTINCT account_id
FROM snapshot_accounts
WHERE snapshot_date IN (:dates)
ORDER BY account_id
