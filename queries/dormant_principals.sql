-- question: Which users and roles have been inactive for N days (default 90)?
-- topic: unused
-- grain: a principal, or an account that was not measured
-- with: known_principal_use, known_principals, idle_principals
-- parameter: days days = 90: days without use
-- filters: account_id, ou, principal, tag, except, principal_type
-- speaks-of: dormant, in rows where is_dormant = true
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days, and
--   last_used_at is what any snapshot of the days knows. Use is the latest of action and service rows, RoleLastUsed and
--   sign-in with the password. RoleLastUsed speaks of all services, in Regions that IAM tracks only (untracked_regions
--   names others of older use); users have nothing of the kind, and use by access keys is not collected: of a user of
--   whom no use is known is_dormant is null, with the reason. A principal younger than so many days, of unknown age, or
--   active in a Region that IAM does not track within the days is not listed. Service-linked roles have their own
--   question.
WITH dormant AS (
  SELECT
    account_id, account_name, principal_arn, principal_type,
    CASE WHEN known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    known_use_at AS last_used_at, idle_days AS days_since_last_access, evidence_days, services_granted, actions_tracked,
    CAST(NULL AS varchar) AS error_code, is_dormant, reason, untracked_regions
  FROM idle_principals
  WHERE is_service_linked = false
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, principal_type, 'NOT_MEASURED' AS state,
    CAST(NULL AS timestamp) AS last_used_at, CAST(NULL AS integer) AS days_since_last_access,
    CAST(NULL AS integer) AS evidence_days, CAST(NULL AS integer) AS services_granted,
    CAST(NULL AS integer) AS actions_tracked, error_code, CAST(NULL AS boolean) AS is_dormant,
    CAST(NULL AS varchar) AS reason, CAST(NULL AS varchar) AS untracked_regions
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    /* filters */
)
SELECT * FROM dormant
UNION ALL
SELECT * FROM gaps
ORDER BY is_dormant NULLS LAST, reason NULLS LAST, account_id, principal_arn
