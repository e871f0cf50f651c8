-- question: Which users and roles have been inactive for N days (default 90)?
-- topic: unused
-- grain: a principal without a known use within the days; or how much was not measured (all keys are null)
-- judged: judged, users and roles, shown
-- gap: account_id
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner, principal_type
-- speaks-of: dormant, in rows where is_dormant = true
-- first: principal_arn, state, is_dormant, account_name, last_used_at, undecided_because
-- next: query principal_history --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. last_used_at is
--   what any run of the days knows, be its snapshot superseded or of a part of the accounts. Use is the latest of
--   action and service rows, RoleLastUsed and sign-in with the password. RoleLastUsed speaks of all services, in
--   Regions that IAM tracks only (untracked_regions names others of older use). Of a user is_dormant is null, also of
--   one who signed in once: use by access keys is not collected (undecided_because). Who is younger than the days, of
--   unknown age, active in a Region that IAM does not track within the days, idle by design or excepted is left out,
--   and counted on stderr. Service-linked roles have their own question.
WITH judged AS (
  SELECT
    p.*, r.code AS withheld,
    CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END AS excepted_by
  FROM judged_principals p
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN fixed_reasons = 0 THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 16384
      ELSE bitwise_and(fixed_reasons, -fixed_reasons) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN age_days < :days THEN 256 WHEN tracked_days < :days THEN 1024
      ELSE 16384 END)
  WHERE true
    /* filters */
)
SELECT * FROM (
  SELECT
    j.account_id, j.account_name, j.principal_arn, j.principal_type,
    CASE WHEN j.last_known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    j.last_known_use_at AS last_used_at,
    CASE WHEN j.last_known_use_at > j.judged_at THEN 0
      ELSE CAST(floor(CAST(date_diff('millisecond', j.last_known_use_at, j.judged_at) AS double) / 86400000) AS integer)
    END AS days_since_last_access,
    j.evidence_days, p.services_granted, p.actions_tracked, CASE WHEN j.principal_type = 'role' THEN true END AS is_dormant,
    CASE WHEN j.principal_type <> 'role' THEN 'user_use_not_collected' END AS undecided_because,
    j.untracked_regions, CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM judged j
  JOIN snapshot_principals p ON p.run_id = j.run_id AND p.account_id = j.account_id AND p.principal_id = j.principal_id
  WHERE p.snapshot_date = :snapshot_date
    AND j.withheld IS NULL
    AND j.excepted_by IS NULL
  UNION ALL
  SELECT NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, accounts_unmeasured, principals_unmeasured
  FROM gap
) AS answer
ORDER BY account_id IS NOT NULL, is_dormant NULLS LAST, account_id, principal_arn
