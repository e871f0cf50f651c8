-- question: Which roles were used beyond their identity policies, that is, through a resource policy?
-- grain: a role used later than any of its services, or a principal or account that was not measured
-- filters: account_id, ou, principal, tag, except
-- limits: Says that it was used, not for what: CloudTrail tells. Users have no such sign.
WITH roles AS (
  SELECT
    account_id, account_name, principal_arn, 'ACCESSED' AS state,
    role_last_used_at, role_last_used_region, last_service_accessed_at, CAST(NULL AS varchar) AS error_code
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND has_unlisted_use = true
    /* filters */
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, 'NOT_MEASURED' AS state, CAST(NULL AS timestamp) AS role_last_used_at,
    CAST(NULL AS varchar) AS role_last_used_region, CAST(NULL AS timestamp) AS last_service_accessed_at, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_type IS DISTINCT FROM 'user'
    /* filters */
)
SELECT * FROM roles
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, principal_arn
