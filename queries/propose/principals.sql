-- Users and roles of the snapshot, measured or not.
SELECT
  account_id, principal_arn, principal_id, principal_name, principal_type, path, permission_set_name, is_service_linked,
  permissions_boundary_arn, attached_policy_arns, inline_policy_names, group_names, tags, status, error_code,
  evidence_days, ou_path, CAST(coalesce(actions_tracked, 0) AS integer) AS actions_tracked, last_used_at
FROM snapshot_principals
WHERE snapshot_date = :snapshot_date
ORDER BY account_id, principal_arn
