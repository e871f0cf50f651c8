-- question: Which users and roles have been inactive for N days (default 90)?
-- grain: a principal, or an account that was not measured
-- parameter: days days = 90: days without use
-- filters: account_id, ou, principal, tag, except, principal_type
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Use is the latest
--   of service rows, RoleLastUsed and sign-in with the password. A principal younger than so many days, or of unknown
--   age, is not listed. Service-linked roles have their own question.
WITH dormant AS (
  SELECT
    account_id, account_name, principal_arn, principal_type,
    CASE WHEN last_used_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    last_used_at, days_since_last_access, evidence_days, services_granted, actions_tracked,
    CAST(NULL AS varchar) AS error_code
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status = 'exported'
    AND is_service_linked = false
    AND evidence_days >= :days
    AND (last_used_at IS NULL OR days_since_last_access >= :days)
    /* filters */
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, principal_type, 'NOT_MEASURED' AS state,
    CAST(NULL AS timestamp) AS last_used_at, CAST(NULL AS integer) AS days_since_last_access,
    CAST(NULL AS integer) AS evidence_days, CAST(NULL AS integer) AS services_granted,
    CAST(NULL AS integer) AS actions_tracked, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    /* filters */
)
SELECT * FROM dormant
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, principal_arn
