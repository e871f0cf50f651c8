-- Users and roles of the chosen run, with their account. Lists are text in order, joined by ", "; tags are JSON.
-- evidence_days: the least of 400, the whole days from created_at to generated_at, and the days since the principal was
-- active in a Region that IAM does not track (untracked_regions). generated_at: no later than the end of the run, for
-- nothing was seen after it. last_used_at: the latest of action and service rows,
-- RoleLastUsed and sign-in of this run. has_unlisted_use: the last use of the role is more than a day later than any of
-- its service rows, for each lags hours; null for users and where it was not measured.
-- Grain: snapshot_date, account_id, principal_id.
CREATE OR REPLACE VIEW snapshot_principals AS
WITH uses AS (
  SELECT
    snapshot_date, run_id, account_id, principal_arn, principal_id,
    max(used_at) AS last_used_at,
    max(service_used_at) AS last_service_accessed_at,
    max(blind_until) AS blind_until,
    array_join(array_agg(DISTINCT region ORDER BY region) FILTER (WHERE is_untracked_region), ', ') AS untracked_regions
  FROM known_principal_uses
  GROUP BY snapshot_date, run_id, account_id, principal_arn, principal_id
),
listed AS (
  SELECT
    p.*,
    CASE WHEN p.generated_at > a.run_finished_at THEN a.run_finished_at ELSE p.generated_at END AS evidence_at,
    a.account_name,
    a.is_management_account,
    a.ou_id,
    a.ou_path,
    a.ou_path_names,
    CASE WHEN p.status = 'exported' THEN u.last_service_accessed_at END AS last_service_accessed_at,
    u.last_used_at,
    u.blind_until,
    u.untracked_regions
  FROM raw.principals p
  JOIN listed_accounts a
    ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
  LEFT JOIN uses u
    ON u.snapshot_date = p.snapshot_date
    AND u.run_id = p.run_id
    AND u.account_id = p.account_id
    AND u.principal_arn = p.principal_arn
    AND u.principal_id = p.principal_id
),
known AS (
  SELECT
    p.*,
    CAST(floor(CAST(date_diff('millisecond', p.created_at, p.evidence_at) AS double) / 86400000) AS integer) AS age_days,
    CAST(floor(CAST(date_diff('millisecond', p.blind_until, p.evidence_at) AS double) / 86400000) AS integer) AS seen_days
  FROM listed p
)
SELECT
  snapshot_date, run_id, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
  principal_id, principal_type, principal_name, path, permission_set_name, is_service_linked, created_at,
  permissions_boundary_arn,
  CAST(array_join(attached_policy_arns, ', ') AS varchar) AS attached_policy_arns,
  CAST(array_join(inline_policy_names, ', ') AS varchar) AS inline_policy_names,
  CAST(array_join(group_names, ', ') AS varchar) AS group_names,
  CAST(coalesce(json_format(CAST(tags AS json)), '{}') AS varchar) AS tags,
  assume_role_policy_document, status, error_code, error_message,
  CAST(evidence_at AS timestamp) AS generated_at,
  services_granted, services_accessed, actions_tracked, actions_accessed, role_last_used_at, role_last_used_region,
  password_last_used_at, last_service_accessed_at, last_used_at,
  CAST(
    CASE
      WHEN last_used_at > evidence_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', last_used_at, evidence_at) AS double) / 86400000)
    END AS integer
  ) AS days_since_last_access,
  CAST(
    CASE WHEN age_days IS NOT NULL THEN least(400, age_days, CASE WHEN seen_days < 0 THEN 0 ELSE coalesce(seen_days, 400) END) END
    AS integer
  ) AS evidence_days,
  untracked_regions,
  CAST(
    CASE
      WHEN principal_type <> 'role' OR status <> 'exported' THEN NULL
      WHEN role_last_used_at IS NULL THEN false
      WHEN last_service_accessed_at IS NULL THEN true
      ELSE date_diff('millisecond', last_service_accessed_at, role_last_used_at) > 86400000
    END AS boolean
  ) AS has_unlisted_use
FROM known
