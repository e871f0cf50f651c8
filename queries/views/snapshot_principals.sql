-- Users and roles of the chosen run, with their account. Lists are text in order, joined by ", "; tags are JSON.
-- evidence_days: the lesser of 400 and the whole days from created_at to generated_at. last_used_at: the latest of
-- service rows, RoleLastUsed and sign-in. has_unlisted_use: the role was used later, by the minute, than any of its
-- service rows, so by a resource policy; null for users and where it was not measured.
-- Grain: snapshot_date, account_id, principal_id.
CREATE OR REPLACE VIEW snapshot_principals AS
WITH services AS (
  SELECT snapshot_date, run_id, account_id, principal_arn, max(last_accessed_at) AS last_accessed_at
  FROM service_last_accessed
  WHERE last_accessed_at IS NOT NULL
  GROUP BY snapshot_date, run_id, account_id, principal_arn
),
listed AS (
  SELECT
    p.*,
    a.account_name,
    a.is_management_account,
    a.ou_id,
    a.ou_path,
    a.ou_path_names,
    CASE WHEN p.status = 'exported' THEN s.last_accessed_at END AS last_service_accessed_at
  FROM principals p
  JOIN listed_accounts a
    ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
  LEFT JOIN services s
    ON s.snapshot_date = p.snapshot_date
    AND s.run_id = p.run_id
    AND s.account_id = p.account_id
    AND s.principal_arn = p.principal_arn
),
known AS (
  SELECT
    p.*,
    CAST(floor(CAST(date_diff('millisecond', p.created_at, p.generated_at) AS double) / 86400000) AS integer) AS age_days,
    nullif(
      greatest(
        coalesce(p.last_service_accessed_at, TIMESTAMP '1970-01-01 00:00:00'),
        coalesce(p.role_last_used_at, TIMESTAMP '1970-01-01 00:00:00'),
        coalesce(p.password_last_used_at, TIMESTAMP '1970-01-01 00:00:00')
      ),
      TIMESTAMP '1970-01-01 00:00:00'
    ) AS last_used_at
  FROM listed p
)
SELECT
  CAST(snapshot_date AS varchar) AS snapshot_date,
  CAST(run_id AS varchar) AS run_id,
  CAST(account_id AS varchar) AS account_id,
  CAST(account_name AS varchar) AS account_name,
  CAST(is_management_account AS boolean) AS is_management_account,
  CAST(ou_id AS varchar) AS ou_id,
  CAST(ou_path AS varchar) AS ou_path,
  CAST(ou_path_names AS varchar) AS ou_path_names,
  CAST(principal_arn AS varchar) AS principal_arn,
  CAST(principal_id AS varchar) AS principal_id,
  CAST(principal_type AS varchar) AS principal_type,
  CAST(principal_name AS varchar) AS principal_name,
  CAST(path AS varchar) AS path,
  CAST(permission_set_name AS varchar) AS permission_set_name,
  CAST(is_service_linked AS boolean) AS is_service_linked,
  CAST(created_at AS timestamp) AS created_at,
  CAST(permissions_boundary_arn AS varchar) AS permissions_boundary_arn,
  CAST(array_join(attached_policy_arns, ', ') AS varchar) AS attached_policy_arns,
  CAST(array_join(inline_policy_names, ', ') AS varchar) AS inline_policy_names,
  CAST(array_join(group_names, ', ') AS varchar) AS group_names,
  CAST(coalesce(json_format(CAST(tags AS json)), '{}') AS varchar) AS tags,
  CAST(assume_role_policy_document AS varchar) AS assume_role_policy_document,
  CAST(status AS varchar) AS status,
  CAST(error_code AS varchar) AS error_code,
  CAST(error_message AS varchar) AS error_message,
  CAST(generated_at AS timestamp) AS generated_at,
  CAST(services_granted AS integer) AS services_granted,
  CAST(services_accessed AS integer) AS services_accessed,
  CAST(actions_tracked AS integer) AS actions_tracked,
  CAST(actions_accessed AS integer) AS actions_accessed,
  CAST(role_last_used_at AS timestamp) AS role_last_used_at,
  CAST(role_last_used_region AS varchar) AS role_last_used_region,
  CAST(password_last_used_at AS timestamp) AS password_last_used_at,
  CAST(last_service_accessed_at AS timestamp) AS last_service_accessed_at,
  CAST(last_used_at AS timestamp) AS last_used_at,
  CAST(
    floor(CAST(date_diff('millisecond', last_used_at, generated_at) AS double) / 86400000) AS integer
  ) AS days_since_last_access,
  CAST(CASE WHEN age_days > 400 THEN 400 ELSE age_days END AS integer) AS evidence_days,
  CAST(
    CASE
      WHEN principal_type <> 'role' OR status <> 'exported' THEN NULL
      WHEN role_last_used_at IS NULL THEN false
      WHEN last_service_accessed_at IS NULL THEN true
      ELSE date_trunc('minute', role_last_used_at) > date_trunc('minute', last_service_accessed_at)
    END AS boolean
  ) AS has_unlisted_use
FROM known
