-- question: Which permission sets has nobody used in an account for N days (default 90)?
-- topic: unused
-- grain: a permission set and an account in which it has a role that nobody is known to have used within the days; or how much was not measured (all keys are null)
-- judges: principals
-- judged: assignments, permission sets in an account
-- with: assignments
-- gap: permission_set_name
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- parameter: permission_set permission_set list optional: names of permission sets
-- parameter: except_policy document list optional: permission sets that are excepted, with wildcards
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner
-- speaks-of: dormant, in rows where state = NOT_ACCESSED
-- speaks-of: dormant, in rows where state = ACCESSED
-- first: permission_set_name, account_name, state, last_used_at, account_id, evidence_days
-- next: query sets
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. An assignment shows
--   as the role that IAM Identity Center makes for it; one that has no role yet does not show, and to whom it is given
--   is not known. Use is that of the role or of an earlier one of the same set in the account, as any run of the days
--   knows it; RoleLastUsed speaks of Regions that IAM tracks only. Just-in-time tools remove assignments themselves.
--   Ask the owner: access for emergencies looks the same as what nobody needs.
SELECT
  permission_set_name, account_id, account_name, principal_arn,
  CAST(CASE WHEN last_known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS varchar) AS state,
  CAST(last_known_use_at AS timestamp) AS last_used_at,
  CAST(floor(CAST(date_diff('millisecond', last_known_use_at, judged_at) AS double) / 86400000) AS integer)
    AS days_since_last_access,
  evidence_days, services_granted, attached_policy_arns, untracked_regions, CAST(NULL AS bigint) AS accounts_unmeasured,
  CAST(NULL AS bigint) AS principals_unmeasured
FROM assignments
WHERE withheld IS NULL
  /* filters */
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar), CAST(NULL AS timestamp), CAST(NULL AS integer), CAST(NULL AS integer),
  CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS varchar), accounts_unmeasured, principals_unmeasured
FROM gap
ORDER BY permission_set_name NULLS FIRST, account_id, principal_arn
