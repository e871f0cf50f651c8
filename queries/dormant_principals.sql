-- question: Which users and roles have been inactive for N days (default 90)?
-- topic: unused
-- grain: a principal, or an account that was not measured
-- with: known_principal_use, known_principals, idle_principals, designed_idle
-- parameter: days days = 90: days without use
-- parameter: release idle_name list optional: names in the list of what is idle by design that are judged like others
-- filters: account_id, ou, principal, tag, except, except_tag, principal_type
-- speaks-of: dormant, in rows where is_dormant = true
-- first: principal_arn, state, is_dormant, idle_by_design, account_name, last_used_at, reason
-- next: query principal_history --principal <ARN>
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days, and
--   last_used_at is what any snapshot of the days knows. Use is the latest of action and service rows, RoleLastUsed and
--   sign-in with the password. RoleLastUsed speaks of all services, in Regions that IAM tracks only (untracked_regions
--   names others of older use); users have nothing of the kind, and use by access keys is not collected: of a user of
--   whom no use is known is_dormant is null, with the reason. A principal younger than so many days, of unknown age, or
--   active in a Region that IAM does not track within the days is not listed. Service-linked roles have their own
--   question. idle_by_design says why a principal is one of those that need no use, by its name (view idle_by_design):
--   they come after the others.
WITH dormant AS (
  SELECT
    account_id, account_name, principal_arn, principal_type,
    CASE WHEN known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    known_use_at AS last_used_at, idle_days AS days_since_last_access, evidence_days, services_granted, actions_tracked,
    CAST(NULL AS varchar) AS error_code, is_dormant, reason, untracked_regions,
    d.idle_by_design
  FROM idle_principals p
  LEFT JOIN designed_idle d ON d.principal_name = p.principal_name
  WHERE is_service_linked = false
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, principal_type, 'NOT_MEASURED' AS state,
    CAST(NULL AS timestamp) AS last_used_at, CAST(NULL AS integer) AS days_since_last_access,
    CAST(NULL AS integer) AS evidence_days, CAST(NULL AS integer) AS services_granted,
    CAST(NULL AS integer) AS actions_tracked, error_code, CAST(NULL AS boolean) AS is_dormant,
    CAST(NULL AS varchar) AS reason, CAST(NULL AS varchar) AS untracked_regions,
    CAST(NULL AS varchar) AS idle_by_design
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    /* filters */
)
SELECT *
FROM (
  SELECT * FROM dormant
  UNION ALL
  SELECT * FROM gaps
) AS answer
ORDER BY
  CASE WHEN state = 'NOT_MEASURED' THEN 3 WHEN idle_by_design IS NOT NULL THEN 2 ELSE 1 END,
  is_dormant NULLS LAST, reason NULLS LAST, account_id, principal_arn
