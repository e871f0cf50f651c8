-- unfiltered: account_id, principal
-- Whose rights are asked: everybody in the snapshot, for what several hold is judged over all of them. A question that
-- takes this fragment filters what it shows, never whose uses count.
asked AS (
  SELECT
    snapshot_date, run_id, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
    principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, created_at, status,
    error_code, generated_at, evidence_days, last_used_at, has_unlisted_use, untracked_regions, services_granted,
    services_accessed, actions_tracked, actions_accessed, attached_policy_arns, inline_policy_names, group_names
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
)
