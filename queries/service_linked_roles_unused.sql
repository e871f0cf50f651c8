-- question: Which service-linked roles have been inactive for N days (default 90), so that their service may no longer be in use?
-- grain: a service-linked role, or an account that was not measured
-- parameter: days days = 90: days without use
-- filters: account_id, ou, principal, tag, except
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Delete such a
--   role through its service, which refuses while it needs it.
WITH dormant AS (
  SELECT
    account_id, account_name, principal_arn,
    CASE WHEN last_used_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    last_used_at, days_since_last_access, evidence_days, CAST(NULL AS varchar) AS error_code
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status = 'exported'
    AND is_service_linked = true
    AND evidence_days >= :days
    AND (last_used_at IS NULL OR days_since_last_access >= :days)
    /* filters */
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
