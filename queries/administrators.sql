-- question: Who is an administrator, through which actions, and when were they last active? With --days: which were not, for so long?
-- topic: policies
-- grain: a principal that is granted one of the actions, or a principal or account that was not measured
-- with: known_principal_use, known_principals, idle_principals, known_action_use, administrative, designed_idle
-- parameter: days days optional: only those without use for so many days
-- parameter: action action list = iam:AttachRolePolicy,iam:AttachUserPolicy,iam:AttachGroupPolicy,iam:PutRolePolicy,iam:PutUserPolicy,iam:PutGroupPolicy,iam:CreatePolicyVersion,iam:SetDefaultPolicyVersion,iam:UpdateAssumeRolePolicy,iam:AddUserToGroup,iam:CreateAccessKey,iam:CreateLoginProfile,iam:UpdateLoginProfile: actions that make an administrator, each as service:Action
-- parameter: release idle_name list optional: names in the list of what is idle by design that are judged like others
-- filters: account_id, ou, principal, tag, except, except_tag, principal_type
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: dormant, in rows where is_dormant = true
-- first: principal_arn, state, is_dormant, idle_by_design, account_name, last_administrative_access_at, last_used_at
-- next: query granting_policies --principal <ARN> --service iam
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. An administrator
--   is known by its granted action rows, through groups too, never by the name of a policy; conditions and boundaries
--   may bind it all the same. The last uses are those that any snapshot of the 400 days knows, with days of these. Rights
--   by resource policies, and iam:PassRole, which is not tracked, are not seen. With days, as in dormant_principals:
--   RoleLastUsed speaks of Regions that IAM tracks only, users have nothing of the kind, so where no use of one is known
--   is_dormant is null, with the reason; without them it is null. idle_by_design says why a principal is one of those
--   that need no use, by its name (view idle_by_design): they come after the others.
WITH administrators AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_type, p.permission_set_name, p.group_names,
    CASE WHEN p.known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    a.actions AS administrative_actions,
    a.last_accessed_at AS last_administrative_access_at,
    p.known_use_at AS last_used_at, p.idle_days AS days_since_last_access, p.evidence_days,
    CAST(NULL AS varchar) AS error_code, p.is_dormant, p.reason, p.untracked_regions, d.idle_by_design
  FROM idle_principals p
  JOIN administrative a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
  LEFT JOIN designed_idle d ON d.principal_name = p.principal_name
  WHERE p.is_service_linked = false
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, principal_type, permission_set_name, CAST(NULL AS varchar) AS group_names,
    'NOT_MEASURED' AS state, CAST(NULL AS varchar) AS administrative_actions,
    CAST(NULL AS timestamp) AS last_administrative_access_at, CAST(NULL AS timestamp) AS last_used_at,
    CAST(NULL AS integer) AS days_since_last_access, CAST(NULL AS integer) AS evidence_days, error_code,
    CAST(NULL AS boolean) AS is_dormant, CAST(NULL AS varchar) AS reason, CAST(NULL AS varchar) AS untracked_regions,
    CAST(NULL AS varchar) AS idle_by_design
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    /* filters */
)
SELECT *
FROM (
  SELECT * FROM administrators
  UNION ALL
  SELECT * FROM gaps
) AS answer
ORDER BY
  CASE WHEN state = 'NOT_MEASURED' THEN 3 WHEN idle_by_design IS NOT NULL THEN 2 ELSE 1 END,
  is_dormant NULLS LAST, reason NULLS LAST, account_id, principal_arn
