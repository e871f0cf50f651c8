-- question: Which service-linked roles have been inactive for N days (default 90), so that their service may no longer be in use?
-- topic: unused
-- grain: a service-linked role without a known use within the days; or how many accounts were not measured (all keys are null)
-- judges: principals
-- judged: judged_linked_roles, service-linked roles
-- with: judged_linked_roles
-- gap: account_id
-- parameter: days days = 90: days without use, and evidence that is enough
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: unused, in rows where state = ACCESSED
-- first: principal_arn, state, last_used_at, evidence_days, account_name
-- next: query principals
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days, in Regions that it
--   tracks only. Delete such a role through its service, which refuses while it needs it.
SELECT
  account_id, account_name, principal_arn,
  CAST(CASE WHEN last_known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS varchar) AS state,
  last_known_use_at AS last_used_at, days_since_last_use AS days_since_last_access, evidence_days,
  CAST(NULL AS bigint) AS accounts_unmeasured
FROM judged_linked_roles
WHERE withheld IS NULL
  /* filters */
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS timestamp), CAST(NULL AS integer), CAST(NULL AS integer), accounts_unmeasured
FROM gap
ORDER BY account_id NULLS FIRST, principal_arn
