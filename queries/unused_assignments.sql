-- question: Which permission sets has nobody used in an account for N days (default 90)?
-- topic: unused
-- grain: a permission set and an account in which it has a role, or a principal or account that was not measured
-- with: known_principal_use, assignments
-- parameter: days days = 90: days without use
-- parameter: permission_set permission_set list optional: names of permission sets
-- parameter: except_policy document list optional: permission sets that are excepted, with wildcards
-- filters: account_id, ou
-- speaks-of: dormant, in rows where state = NOT_ACCESSED
-- speaks-of: dormant, in rows where state = ACCESSED
-- first: permission_set_name, account_name, state, last_used_at, account_id, evidence_days
-- next: query permission_set_services
-- limits: An assignment shows as the role that IAM Identity Center makes for it; one that has no role yet does not show,
--   and to whom it is given is not known. Use is that of the role or of an earlier one of the same set in the account,
--   as any snapshot of the days knows it; RoleLastUsed speaks of Regions that IAM tracks only. Assignments with less
--   evidence than the days are not listed. Just-in-time tools remove assignments themselves. Ask the owner: access for
--   emergencies looks the same as what nobody needs.
WITH gaps AS (
  SELECT *
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND (principal_arn IS NULL OR permission_set_name IS NOT NULL)
    AND (principal_arn IS NULL OR lower(permission_set_name) IN (:permission_set.lower))
    /* filters */
)
SELECT
  permission_set_name, account_id, account_name, principal_arn,
  CAST(CASE WHEN known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS varchar) AS state,
  CAST(known_use_at AS timestamp) AS last_used_at,
  CAST(floor(CAST(date_diff('millisecond', known_use_at, generated_at) AS double) / 86400000) AS integer)
    AS days_since_last_access,
  evidence_days, services_granted, attached_policy_arns, untracked_regions, CAST(NULL AS varchar) AS error_code
FROM assignments
WHERE evidence_days >= :days
  AND (known_use_at IS NULL OR date_diff('millisecond', known_use_at, generated_at) >= CAST(:days AS bigint) * 86400000)
  AND (blind_until IS NULL OR date_diff('millisecond', blind_until, generated_at) >= CAST(:days AS bigint) * 86400000)
UNION ALL
SELECT
  permission_set_name, account_id, account_name, principal_arn, 'NOT_MEASURED', CAST(NULL AS timestamp),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS varchar),
  error_code
FROM gaps
ORDER BY permission_set_name, account_id, principal_arn
