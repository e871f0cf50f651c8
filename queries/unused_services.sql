-- question: Which services can a principal use, but has not used?
-- grain: a principal and service that it did not use, or a principal or account that was not measured
-- parameter: unused_days days = 400: also what was last used so many days ago or more
-- filters: account_id, ou, principal, tag, except, service
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Little evidence
--   is no evidence: see evidence_days. has_unlisted_use says that the role was used through a resource policy
--   besides.
SELECT
  account_id, account_name, principal_arn, is_service_linked, service_namespace, state,
  last_accessed_at, days_since_last_access, evidence_days, has_unlisted_use, error_code
FROM service_access
WHERE snapshot_date = :snapshot_date
  AND (state IN ('NOT_ACCESSED', 'NOT_MEASURED') OR days_since_last_access >= :unused_days)
  /* filters */
ORDER BY account_id, principal_arn, service_namespace
