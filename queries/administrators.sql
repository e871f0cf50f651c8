-- question: Who is an administrator, through which actions, and when were they last active?
-- grain: a principal that is granted one of the actions, or a principal or account that was not measured
-- parameter: action action list = iam:AttachRolePolicy,iam:AttachUserPolicy,iam:AttachGroupPolicy,iam:PutRolePolicy,iam:PutUserPolicy,iam:PutGroupPolicy,iam:CreatePolicyVersion,iam:SetDefaultPolicyVersion,iam:UpdateAssumeRolePolicy,iam:AddUserToGroup,iam:CreateAccessKey,iam:CreateLoginProfile,iam:UpdateLoginProfile: actions that make an administrator, each as service:Action
-- filters: account_id, ou, principal, tag, except, principal_type
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. An administrator
--   is known by its granted action rows, through groups too, never by the name of a policy; conditions and boundaries
--   may bind it all the same. Rights by resource policies, and iam:PassRole, which is not tracked, are not seen.
WITH administrative AS (
  SELECT
    account_id, principal_id,
    array_join(
      array_agg(service_namespace || ':' || action_name ORDER BY service_namespace || ':' || action_name), ', '
    ) AS actions,
    max(last_accessed_at) AS last_accessed_at
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:action.service)
    AND action_name IN (:action.name)
    AND service_namespace || ':' || action_name IN (:action)
  GROUP BY account_id, principal_id
),
principals AS (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status = 'exported'
    AND is_service_linked = false
    /* filters */
),
administrators AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_type, p.permission_set_name, p.group_names,
    CASE WHEN p.last_used_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state,
    a.actions AS administrative_actions,
    a.last_accessed_at AS last_administrative_access_at,
    p.last_used_at, p.days_since_last_access, p.evidence_days, CAST(NULL AS varchar) AS error_code
  FROM principals p
  JOIN administrative a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, principal_type, permission_set_name, CAST(NULL AS varchar) AS group_names,
    'NOT_MEASURED' AS state, CAST(NULL AS varchar) AS administrative_actions,
    CAST(NULL AS timestamp) AS last_administrative_access_at, CAST(NULL AS timestamp) AS last_used_at,
    CAST(NULL AS integer) AS days_since_last_access, CAST(NULL AS integer) AS evidence_days, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    /* filters */
)
SELECT * FROM administrators
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, principal_arn
