-- Whose rights are asked: of the snapshot, those that the question names, for nothing of anybody else bears on them; of what
-- several hold everybody's.
asked AS (
  SELECT
    snapshot_date, run_id, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
    principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, created_at, status,
    error_code, generated_at, evidence_days, last_used_at, has_unlisted_use, untracked_regions, services_granted,
    services_accessed, actions_tracked, actions_accessed, attached_policy_arns, inline_policy_names, group_names
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND account_id IN (:account)
    AND account_id IN (:principal.account)
    AND principal_arn IN (:principal)
)
