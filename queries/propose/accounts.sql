-- Accounts of the snapshot.
SELECT account_id, account_name, account_state, ou_path, is_management_account, status, error_code
FROM snapshot_accounts
WHERE snapshot_date = :snapshot_date
ORDER BY account_id
