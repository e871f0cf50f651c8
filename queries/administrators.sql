-- question: Who is an administrator, through which actions, and when were they last active?
-- topic: policies
-- grain: a principal that is granted one of the actions; or how much was not measured (all keys are null)
-- withheld: judged, administrators, shown
-- gap: account_id
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: only all|dormant = all: dormant: only those that nothing speaks against calling dormant
-- parameter: action action list = iam:AttachRolePolicy,iam:AttachUserPolicy,iam:AttachGroupPolicy,iam:PutRolePolicy,iam:PutUserPolicy,iam:PutGroupPolicy,iam:CreatePolicyVersion,iam:SetDefaultPolicyVersion,iam:UpdateAssumeRolePolicy,iam:AddUserToGroup,iam:CreateAccessKey,iam:CreateLoginProfile,iam:UpdateLoginProfile: actions that make an administrator, each as service:Action
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner, principal_type
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: dormant, in rows where is_dormant = true
-- first: principal_arn, state, is_dormant, withheld, account_name, last_administrative_access_at, last_used_at
-- next: query policies --by principal --principal ARN --service iam
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. An administrator is
--   known by its granted action rows, through groups too, never by the name of a policy; conditions and boundaries may
--   still restrict it. The last uses are those that any run of the days knows; state NOT_MEASURED: a use may be hidden,
--   as withheld says. Rights by resource policies, and
--   iam:PassRole, which is not tracked, are not seen. is_dormant is true where nothing speaks against calling it
--   dormant, false where a use within the days is known, and else null: withheld says why, undecided_because of a user.
WITH administrative AS (
  SELECT account_id AS holder_account_id, principal_id AS holder_id, max(last_known_access_at) AS last_administrative_access_at,
    array_join(array_agg(service_namespace || ':' || action_name ORDER BY service_namespace || ':' || action_name), ', ') AS actions
  FROM judged_items WHERE service_namespace || ':' || action_name IN (:action) GROUP BY account_id, principal_id
),
judged AS (
  SELECT p.*, actions, last_administrative_access_at, r.code AS reason, CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END AS excepted_by
  FROM judged_principals p
  JOIN administrative ON holder_account_id = account_id AND holder_id = principal_id
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN fixed_reasons = 0 THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 16384
      ELSE bitwise_and(fixed_reasons, -fixed_reasons) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN age_days < :days THEN 256 WHEN tracked_days < :days THEN 1024
      ELSE 16384 END)
  WHERE is_measured AND is_service_linked = false
    /* filters */
)
SELECT * FROM (
  SELECT j.account_id, j.account_name, j.principal_arn, j.principal_type, j.permission_set_name, p.group_names,
    CASE WHEN last_known_use_at IS NOT NULL THEN 'ACCESSED'
      WHEN bitwise_and(fixed_reasons, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
    actions AS administrative_actions, last_administrative_access_at, last_known_use_at AS last_used_at,
    CASE WHEN last_known_use_at > judged_at THEN 0
      ELSE CAST(floor(CAST(date_diff('millisecond', last_known_use_at, judged_at) AS double) / 86400000) AS integer)
    END AS days_since_last_access, j.evidence_days,
    CASE WHEN used_days < :days THEN false WHEN coalesce(reason, excepted_by) IS NULL AND j.principal_type = 'role' THEN true
    END AS is_dormant, CASE WHEN used_days >= :days AND j.principal_type <> 'role' THEN 'user_use_not_collected' END AS undecided_because,
    coalesce(reason, CASE WHEN excepted_by IS NOT NULL THEN 'EXCEPTED' END) AS withheld, j.untracked_regions,
    CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM judged j JOIN snapshot_principals p ON p.run_id = j.run_id AND p.account_id = j.account_id AND p.principal_id = j.principal_id
  WHERE p.snapshot_date = :snapshot_date AND (:only = 'all' OR coalesce(reason, excepted_by) IS NULL)
  UNION ALL
  SELECT NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL,
    accounts_unmeasured, principals_unmeasured FROM gap
) AS answer ORDER BY account_id IS NOT NULL, is_dormant DESC NULLS LAST, account_id, principal_arn
