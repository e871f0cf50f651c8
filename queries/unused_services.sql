-- question: Which services can a principal use, but has not used?
-- topic: unused
-- grain: a principal and service that it did not use, or a principal or account that was not measured
-- with: known_service_use
-- parameter: unused_days days = 400: also what was last used so many days ago or more
-- filters: account_id, ou, principal, tag, except, except_tag, service
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: unused, in rows where state = ACCESSED
-- first: principal_arn, service_namespace, state, account_name, last_accessed_at, evidence_days
-- next: query removable_services
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. What an
--   earlier snapshot knows to be used within unused_days is not listed. Little evidence
--   is no evidence: see evidence_days. has_unlisted_use says that the role was used through a resource policy
--   besides.
WITH asked AS (
  SELECT *
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND (state IN ('NOT_ACCESSED', 'NOT_MEASURED') OR days_since_last_access >= :unused_days)
    /* filters */
)
SELECT
  a.account_id, a.account_name, a.principal_arn, a.is_service_linked, a.service_namespace, a.state,
  a.last_accessed_at, a.days_since_last_access, a.evidence_days, a.has_unlisted_use, a.error_code
FROM asked a
LEFT JOIN known_service_use u
  ON u.account_id = a.account_id
  AND u.principal_id = a.principal_id
  AND u.service_namespace = a.service_namespace
WHERE u.last_known_access_at IS NULL
  OR date_diff('millisecond', u.last_known_access_at, a.generated_at) >= CAST(:unused_days AS bigint) * 86400000
ORDER BY a.account_id, a.principal_arn, a.service_namespace
