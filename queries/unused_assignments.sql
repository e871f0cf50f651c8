-- question: Which permission sets has nobody used in an account for N days (default 90)?
-- topic: unused
-- grain: a permission set and an account in which it has a role that nobody is known to have used within the days; or how much was not measured (all keys are null)
-- judged: judged, permission sets in an account, shown
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
WITH uses_of_sets AS (
  SELECT account_id AS set_account_id, lower(permission_set_name) AS set_key, max(used_at) AS last_set_use_at
  FROM known_principal_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until AND permission_set_name IS NOT NULL
  GROUP BY account_id, lower(permission_set_name)
),
judged AS (
  SELECT p.*, r.code AS withheld,
    CASE WHEN last_set_use_at > coalesce(last_known_use_at, TIMESTAMP '1970-01-01 00:00:00') THEN last_set_use_at ELSE last_known_use_at
    END AS last_used_at,
    CASE WHEN false THEN ''
      WHEN lower(permission_set_name) IN (:except_policy.lower) THEN 'except_policy' -- if given
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END AS excepted_by
  FROM judged_principals p
  LEFT JOIN uses_of_sets ON set_account_id = account_id AND set_key = lower(permission_set_name)
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN fixed_reasons = 0 THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 16384
      ELSE bitwise_and(fixed_reasons, -fixed_reasons) END,
    CASE WHEN date_diff('millisecond', last_set_use_at, judged_at) < :days * BIGINT '86400000' THEN 16 WHEN used_days < :days THEN 16
      WHEN seen_days < :days THEN 64 WHEN age_days < :days THEN 256 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
  WHERE permission_set_name IS NOT NULL
    AND lower(permission_set_name) IN (:permission_set.lower) -- if given
    /* filters */
)
SELECT j.permission_set_name, j.account_id, j.account_name, j.principal_arn,
  CASE WHEN j.last_used_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state, j.last_used_at,
  CAST(floor(CAST(date_diff('millisecond', j.last_used_at, j.judged_at) AS double) / 86400000) AS integer) AS days_since_last_access,
  j.evidence_days, p.services_granted, p.attached_policy_arns, j.untracked_regions,
  CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
FROM judged j JOIN snapshot_principals p ON p.run_id = j.run_id AND p.account_id = j.account_id AND p.principal_id = j.principal_id
WHERE p.snapshot_date = :snapshot_date AND j.withheld IS NULL AND j.excepted_by IS NULL
UNION ALL
SELECT NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, NULL, NULL, NULL, NULL, NULL, accounts_unmeasured, principals_unmeasured FROM gap
ORDER BY permission_set_name NULLS FIRST, account_id, principal_arn
