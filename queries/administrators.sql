-- question: Who is an administrator, through which actions, and when were they last active?
-- topic: policies
-- grain: a principal that is granted one of the actions; or how much was not measured (all keys are null)
-- judges: principals
-- withheld: administrators, administrators, shown
-- with: administrative
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
WITH administrators AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_type, p.permission_set_name, p.group_names,
    /* state of p.last_known_use_at IS NOT NULL, p.reasons */ AS state,
    a.actions AS administrative_actions, a.last_accessed_at AS last_administrative_access_at,
    p.last_known_use_at AS last_used_at, p.days_since_last_use AS days_since_last_access, p.evidence_days,
    CASE WHEN p.is_used THEN false WHEN p.withheld IS NULL AND p.principal_type = 'role' THEN true END AS is_dormant,
    CASE WHEN p.principal_type <> 'role' AND NOT p.is_used THEN 'user_use_not_collected' END AS undecided_because,
    p.withheld, p.excepted_by, p.untracked_regions
  FROM (
    SELECT *
    FROM judged_principals
    WHERE is_measured
      AND is_service_linked = false
      /* filters */
  ) AS p
  JOIN administrative a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
)
SELECT *
FROM (
  SELECT
    account_id, account_name, principal_arn, principal_type, permission_set_name, group_names, CAST(state AS varchar) AS state,
    administrative_actions, last_administrative_access_at, last_used_at, days_since_last_access, evidence_days,
    CAST(is_dormant AS boolean) AS is_dormant, CAST(undecided_because AS varchar) AS undecided_because, withheld,
    untracked_regions, CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM administrators
  WHERE :only = 'all' OR (withheld IS NULL AND is_dormant IS DISTINCT FROM false)
  UNION ALL
  SELECT
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS varchar), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS varchar), CAST(NULL AS timestamp),
    CAST(NULL AS timestamp), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS boolean), CAST(NULL AS varchar),
    CAST('NOT_MEASURED' AS varchar), CAST(NULL AS varchar), accounts_unmeasured, principals_unmeasured
  FROM gap
) AS answer
ORDER BY CASE WHEN account_id IS NULL THEN 0 ELSE 1 END, is_dormant DESC NULLS LAST, account_id, principal_arn
