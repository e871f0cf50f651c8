-- question: Which tracked actions can a principal call, but has not called?
-- grain: a principal and granted, tracked action that it did not use, or a principal or account that was not measured
-- parameter: unused_days days = 400: also what was last used so many days ago or more
-- filters: account_id, ou, principal, tag, except, service, access_level
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Actions that IAM
--   does not track are not listed: see do_not_decide. Use through a resource policy alone is not seen: see
--   unlisted_use. This is no list to remove: see removable_actions.
SELECT
  account_id, account_name, principal_arn, service_namespace, action_name, access_level, state,
  last_accessed_at, evidence_days, error_code
FROM action_access
WHERE snapshot_date = :snapshot_date
  AND (state IN ('NOT_ACCESSED', 'NOT_MEASURED') OR days_since_last_access >= :unused_days)
  /* filters */
ORDER BY account_id, principal_arn, service_namespace, action_name
