-- question: Which service-linked roles have been inactive for N days (default 90), so that their service may no longer be in use?
-- topic: unused
-- grain: a service-linked role, or an account that was not measured
-- with: known_principal_use, known_principals, idle_principals
-- parameter: days days = 90: days without use
-- filters: account_id, ou, principal, tag, except, except_tag
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: unused, in rows where state = ACCESSED
-- first: principal_arn, state, last_used_at, evidence_days, account_name
-- next: query principals
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days, in Regions that it
--   tracks only. Delete such a role through its service, which refuses while it needs it.
WITH dormant AS (
  SELECT
    account_id, account_name, principal_arn,
    CASE WHEN known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    known_use_at AS last_used_at, idle_days AS days_since_last_access, evidence_days, CAST(NULL AS varchar) AS error_code
  FROM idle_principals
  WHERE is_service_linked = true
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, 'NOT_MEASURED' AS state, CAST(NULL AS timestamp) AS last_used_at,
    CAST(NULL AS integer) AS days_since_last_access, CAST(NULL AS integer) AS evidence_days, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM false
    /* filters */
)
SELECT * FROM dormant
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, principal_arn
