-- question: Which service-linked roles have been inactive for N days (default 90), so that their service may no longer be in use?
-- topic: unused
-- grain: a service-linked role without a known use within the days; or how many accounts were not measured (all keys are null)
-- judged: judged, service-linked roles, shown
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
WITH judged AS (
  SELECT
    p.*, r.code AS withheld,
    CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END AS excepted_by
  -- Of all reasons but that it is service-linked.
  FROM (SELECT *, bitwise_and(fixed_reasons, 8190) AS told FROM judged_principals) AS p
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN told = 0 THEN 16384 ELSE bitwise_and(told, -told) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN age_days < :days THEN 256 WHEN tracked_days < :days THEN 1024
      ELSE 16384 END)
  WHERE is_service_linked = true
    /* filters */
)
SELECT
  account_id, account_name, principal_arn,
  CASE WHEN last_known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
  last_known_use_at AS last_used_at,
  CASE WHEN last_known_use_at > judged_at THEN 0
    ELSE CAST(floor(CAST(date_diff('millisecond', last_known_use_at, judged_at) AS double) / 86400000) AS integer)
  END AS days_since_last_access,
  evidence_days, CAST(NULL AS bigint) AS accounts_unmeasured
FROM judged
WHERE withheld IS NULL
  AND excepted_by IS NULL
UNION ALL
SELECT NULL, NULL, NULL, 'NOT_MEASURED', NULL, NULL, NULL, accounts_unmeasured
FROM gap
ORDER BY account_id NULLS FIRST, principal_arn
