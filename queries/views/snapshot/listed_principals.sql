-- Users and roles of the chosen run, with their account, as they were listed: nothing in it has to be worked out, for
-- questions that read several snapshots at once. Lists are text in order, joined by ", "; tags are JSON.
-- Grain: snapshot_date, account_id, principal_id.
CREATE OR REPLACE VIEW listed_principals AS
SELECT
  p.snapshot_date, p.run_id, p.account_id, a.account_name, a.ou_path, p.principal_arn, p.principal_id, p.principal_type,
  p.principal_name, p.permission_set_name, p.is_service_linked, p.created_at, p.permissions_boundary_arn,
  CAST(array_join(p.attached_policy_arns, ', ') AS varchar) AS attached_policy_arns,
  CAST(array_join(p.inline_policy_names, ', ') AS varchar) AS inline_policy_names,
  CAST(array_join(p.group_names, ', ') AS varchar) AS group_names,
  CAST(coalesce(json_format(CAST(p.tags AS json)), '{}') AS varchar) AS tags,
  p.status, p.error_code, p.generated_at
FROM raw.principals p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
