-- question: What could not be measured, and why?
-- topic: lake
-- grain: an account (principal_arn is null) or principal that was not measured, or an account that has left
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: account_name, account_id, principal_arn, status, error_code
-- next: export --repair
-- limits: Accounts that could not be listed may hold more principals. last_measured_date is for
--   accounts that a partial snapshot did not measure. An account that left is a row of the first whole snapshot without it.
WITH gaps AS (
  SELECT
    account_id, account_name, ou_path, ou_path_names, principal_arn, principal_id, principal_name, tags, status,
    error_code, error_message, last_measured_date
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
  UNION ALL
  SELECT
    account_id, account_name, ou_path, ou_path_names, principal_arn, CAST(NULL AS varchar), principal_name, tags, status,
    error_code, error_message, NULL
  FROM left_accounts
  WHERE snapshot_date = :snapshot_date
)
SELECT account_id, account_name, ou_path_names, principal_arn, status, error_code, error_message, last_measured_date
FROM gaps
WHERE true
  /* filters */
ORDER BY account_id, principal_arn, status, error_message
