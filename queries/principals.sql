-- question: Which users and roles exist, and how much of their access do they use?
-- topic: use
-- grain: a principal, or an account that was not measured
-- with: known_principal_use, used_before
-- filters: account, ou, principal, tag, owner, except, except_tag, principal_type
-- first: principal_arn, status, account_name, last_used_at, permission_set_name, actions_tracked, actions_accessed
-- next: query principal_access --principal ARN
-- limits: Numbers are null for what was not measured. A use of the last 400 days counts whichever run saw it. Lists
--   are text, tags JSON.
WITH listed AS MATERIALIZED (
  SELECT
    p.account_id, p.account_name, p.ou_path_names, p.principal_arn, p.principal_id, p.principal_type,
    p.permission_set_name, p.is_service_linked, p.created_at, p.status,
    u.last_known_use_at AS last_used_at,
    CASE
      WHEN u.last_known_use_at > p.generated_at THEN 0
      ELSE CAST(floor(CAST(date_diff('millisecond', u.last_known_use_at, p.generated_at) AS double) / 86400000) AS integer)
    END AS days_since_last_access,
    p.evidence_days, p.has_unlisted_use, p.services_granted,
    CAST(p.services_accessed + b.services AS integer) AS services_accessed,
    p.actions_tracked,
    CAST(p.actions_accessed + b.actions AS integer) AS actions_accessed,
    p.group_names, p.attached_policy_arns, p.inline_policy_names, p.permissions_boundary_arn, p.tags, p.error_code
  FROM (
    SELECT *
    FROM snapshot_principals
    WHERE snapshot_date = :snapshot_date
      /* filters */
  ) AS p
  LEFT JOIN known_principal_use u ON u.account_id = p.account_id AND u.principal_id = p.principal_id
  LEFT JOIN used_before b ON b.account_id = p.account_id AND b.principal_id = p.principal_id
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
