-- question: Who has a managed policy (attached, through a group or as a boundary), and when were they last active?
-- by: holder
-- topic: policies
-- grain: a principal and a way in which it has the policy, or an account that was not listed
-- withheld: answered, holders of policies, shown
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: policy policy list optional: ARNs or names of managed policies, such as AdministratorAccess; all, if none is given
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner, principal_type
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: principal_arn, state, policy_arn, held_as, last_used_at, account_name
-- next: query policies --by service --policy NAME
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Use is that of the
--   principal that any run of the days knows, through any policy: see the document for what a policy grants. withheld
--   is the first reason against calling the principal dormant (docs/judgement.md); null: no reason.
--   state NOT_MEASURED: it has the policy, and its use may be hidden: it was not measured, or withheld is BLIND.
WITH judged AS (
  SELECT p.*, r.code AS reason, CASE WHEN false THEN ''
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
),
held AS (
  SELECT run_id, account_id, principal_id, owner_arn AS policy_arn,
    CASE WHEN group_name IS NULL THEN 'ATTACHED' ELSE 'GROUP' END AS held_as, group_name
  FROM known_holders WHERE snapshot_date = :snapshot_date AND policy_type = 'managed'
  UNION ALL
  SELECT run_id, account_id, principal_id, permissions_boundary_arn, 'BOUNDARY', NULL
  FROM listed_principals WHERE snapshot_date = :snapshot_date AND permissions_boundary_arn <> ''
),
answered AS (
  SELECT j.*, policy_arn, held_as, group_name
  FROM judged j JOIN held h ON h.run_id = j.run_id AND h.account_id = j.account_id AND h.principal_id = j.principal_id
  WHERE true
    AND (lower(policy_arn) IN (:policy.lower) OR lower(regexp_extract(policy_arn, '[^/]+$')) IN (:policy.lower)) -- if given
)
SELECT
  a.account_id, a.account_name, policy_arn, a.principal_arn, a.principal_type, a.permission_set_name,
  CAST(held_as AS varchar) AS held_as, group_name,
  CASE WHEN is_measured AND last_known_use_at IS NOT NULL THEN 'ACCESSED'
    WHEN bitwise_and(fixed_reasons, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
  CASE WHEN is_measured THEN last_known_use_at END AS last_used_at,
  CASE WHEN NOT is_measured THEN NULL WHEN last_known_use_at > judged_at THEN 0
    ELSE CAST(floor(CAST(date_diff('millisecond', last_known_use_at, judged_at) AS double) / 86400000) AS integer)
  END AS days_since_last_access,
  CASE WHEN is_measured THEN a.evidence_days END AS evidence_days,
  coalesce(reason, CASE WHEN excepted_by IS NOT NULL THEN 'EXCEPTED' END) AS withheld,
  services_granted, services_accessed, actions_tracked, actions_accessed, error_code
FROM answered a JOIN snapshot_principals p ON p.run_id = a.run_id AND p.account_id = a.account_id AND p.principal_id = a.principal_id
WHERE p.snapshot_date = :snapshot_date
UNION ALL
SELECT account_id, account_name, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, NULL, NULL, 'NOT_MEASURED', NULL, NULL, NULL,
  NULL, error_code
FROM unmeasured WHERE snapshot_date = :snapshot_date AND principal_arn IS NULL
  /* filters */
ORDER BY account_id, policy_arn, principal_arn, held_as, group_name
