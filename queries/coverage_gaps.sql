-- question: What could not be measured, and why?
-- grain: an account (principal_arn is null) or principal that was not measured
-- filters: account_id, ou, principal, tag, except
-- limits: Of an account that could not be listed the number of its principals is not known.
SELECT account_id, account_name, ou_path_names, principal_arn, status, error_code, error_message
FROM unmeasured
WHERE snapshot_date = :snapshot_date
  /* filters */
ORDER BY account_id, principal_arn, status, error_message
