-- question: Which users and roles exist, and how much of their access do they use?
-- topic: use
-- grain: a principal, or an account that was not measured
-- filters: account, ou, principal, tag, owner, except, except_tag, principal_type
-- first: principal_arn, status, account_name, last_used_at, permission_set_name, actions_tracked, actions_accessed
-- next: query principal_access --principal ARN
-- limits: Numbers are null for what was not measured. Lists are text, tags JSON.
WITH listed AS (
  SELECT
    account_id, account_name, ou_path_names, principal_arn, principal_id, principal_type, permission_set_name,
    is_service_linked, created_at, status, last_used_at, days_since_last_access, evidence_days, has_unlisted_use,
    services_granted, services_accessed, actions_tracked, actions_accessed, group_names, attached_policy_arns,
    inline_policy_names, permissions_boundary_arn, tags, error_code
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    /* filters */
),
gaps AS (
  SELECT
    account_id, account_name, ou_path_names, principal_arn, principal_id, principal_type, permission_set_name,
    is_service_linked, CAST(NULL AS timestamp) AS created_at, status, CAST(NULL AS timestamp) AS last_used_at,
    CAST(NULL AS integer) AS days_since_last_access, CAST(NULL AS integer) AS evidence_days,
    CAST(NULL AS boolean) AS has_unlisted_use, CAST(NULL AS integer) AS services_granted,
    CAST(NULL AS integer) AS services_accessed, CAST(NULL AS integer) AS actions_tracked,
    CAST(NULL AS integer) AS actions_accessed, CAST(NULL AS varchar) AS group_names,
    CAST(NULL AS varchar) AS attached_policy_arns, CAST(NULL AS varchar) AS inline_policy_names,
    CAST(NULL AS varchar) AS permissions_boundary_arn, tags, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    /* filters */
)
SELECT * FROM listed
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, principal_arn, principal_id
