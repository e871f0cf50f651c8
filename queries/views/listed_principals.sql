-- Users and roles of the chosen run, with their account, as they were listed: nothing in it has to be worked out, for
-- questions that read several snapshots at once. Lists are text in order, joined by ", "; tags are JSON.
-- Grain: snapshot_date, account_id, principal_id.
CREATE OR REPLACE VIEW listed_principals AS
SELECT
  CAST(p.snapshot_date AS varchar) AS snapshot_date,
  CAST(p.run_id AS varchar) AS run_id,
  CAST(p.account_id AS varchar) AS account_id,
  CAST(a.account_name AS varchar) AS account_name,
  CAST(a.ou_path AS varchar) AS ou_path,
  CAST(p.principal_arn AS varchar) AS principal_arn,
  CAST(p.principal_id AS varchar) AS principal_id,
  CAST(p.principal_type AS varchar) AS principal_type,
  CAST(p.principal_name AS varchar) AS principal_name,
  CAST(p.permission_set_name AS varchar) AS permission_set_name,
  CAST(p.is_service_linked AS boolean) AS is_service_linked,
  CAST(p.created_at AS timestamp) AS created_at,
  CAST(p.permissions_boundary_arn AS varchar) AS permissions_boundary_arn,
  CAST(array_join(p.attached_policy_arns, ', ') AS varchar) AS attached_policy_arns,
  CAST(array_join(p.inline_policy_names, ', ') AS varchar) AS inline_policy_names,
  CAST(array_join(p.group_names, ', ') AS varchar) AS group_names,
  CAST(coalesce(json_format(CAST(p.tags AS json)), '{}') AS varchar) AS tags,
  CAST(p.status AS varchar) AS status,
  CAST(p.error_code AS varchar) AS error_code,
  CAST(p.generated_at AS timestamp) AS generated_at
FROM principals p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
