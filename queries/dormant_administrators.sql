-- question: Which administrators have been inactive for N days (default 90)?
-- topic: policies
-- grain: a principal that is granted one of the actions, or a principal or account that was not measured
-- with: known_principal_use, known_principals, idle_principals, known_action_use, administrative
-- parameter: days days = 90: days without use
-- parameter: action action list = iam:AttachRolePolicy,iam:AttachUserPolicy,iam:AttachGroupPolicy,iam:PutRolePolicy,iam:PutUserPolicy,iam:PutGroupPolicy,iam:CreatePolicyVersion,iam:SetDefaultPolicyVersion,iam:UpdateAssumeRolePolicy,iam:AddUserToGroup,iam:CreateAccessKey,iam:CreateLoginProfile,iam:UpdateLoginProfile: actions that make an administrator, each as service:Action
-- filters: account_id, ou, principal, tag, except, principal_type
-- speaks-of: dormant, in rows where is_dormant = true
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. An administrator
--   is known by its granted action rows, through groups too, never by the name of a policy; conditions and boundaries
--   may bind it all the same. Rights by resource policies, and iam:PassRole, which is not tracked, are not seen. RoleLastUsed
--   speaks of Regions that IAM tracks only; users have nothing of the kind: where no use of one is known is_dormant is
--   null, with the reason.
WITH dormant AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_type, p.group_names,
    CASE WHEN p.known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    a.actions AS administrative_actions,
    a.last_accessed_at AS last_administrative_access_at,
    p.known_use_at AS last_used_at, p.idle_days AS days_since_last_access, p.evidence_days,
    CAST(NULL AS varchar) AS error_code, p.is_dormant, p.reason, p.untracked_regions
  FROM idle_principals p
  JOIN administrative a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
  WHERE p.is_service_linked = false
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, principal_type, CAST(NULL AS varchar) AS group_names,
    'NOT_MEASURED' AS state, CAST(NULL AS varchar) AS administrative_actions,
    CAST(NULL AS timestamp) AS last_administrative_access_at, CAST(NULL AS timestamp) AS last_used_at,
    CAST(NULL AS integer) AS days_since_last_access, CAST(NULL AS integer) AS evidence_days, error_code,
    CAST(NULL AS boolean) AS is_dormant, CAST(NULL AS varchar) AS reason, CAST(NULL AS varchar) AS untracked_regions
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    /* filters */
)
SELECT * FROM dormant
UNION ALL
SELECT * FROM gaps
ORDER BY is_dormant NULLS LAST, reason NULLS LAST, account_id, principal_arn
