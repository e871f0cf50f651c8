-- question: Which roles were used beyond their identity policies, that is, through a resource policy?
-- topic: use
-- grain: a role whose last use is more than a day later than any of its services, or a principal or account that was not measured
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, state, role_last_used_at, last_service_accessed_at, account_name
-- next: query principal_access --principal ARN
-- limits: Says that it was used, not for what: see CloudTrail. Only the last use of a role is known, in Regions that IAM
--   tracks only, and each time lags hours: it counts from a day of difference on. A role that an earlier snapshot of the
--   last 400 days shows with a service that it has no longer is not listed, for it may have used that. Users have no such
--   sign.
WITH candidates AS (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND has_unlisted_use = true
    /* filters */
),
services_now AS (
  SELECT account_id, principal_id, service_namespace
  FROM snapshot_principal_grants
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
),
services_before AS (
  SELECT DISTINCT account_id, principal_id, service_namespace
  FROM snapshot_principal_grants
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
    AND snapshot_date <> :snapshot_date
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
),
lost_services AS (
  SELECT DISTINCT b.account_id, b.principal_id
  FROM services_before b
  LEFT JOIN services_now n
    ON n.account_id = b.account_id AND n.principal_id = b.principal_id AND n.service_namespace = b.service_namespace
  WHERE n.principal_id IS NULL
),
roles AS (
  SELECT
    c.account_id, c.account_name, c.principal_arn, 'ACCESSED' AS state,
    c.role_last_used_at, c.role_last_used_region, c.last_service_accessed_at, CAST(NULL AS varchar) AS error_code
  FROM candidates c
  LEFT JOIN lost_services l ON l.account_id = c.account_id AND l.principal_id = c.principal_id
  WHERE l.principal_id IS NULL
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
