-- Users and roles of the snapshot, but those that were deleted meanwhile. Days run back from judged_at: the report, or the end
-- of the run where that is earlier; where there is no report, the first moment of the date, which forgets least.
-- Grain: account_id, principal_id.
SELECT
  snapshot_date, run_id, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
  principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, created_at, generated_at,
  evidence_days, has_unlisted_use, untracked_regions, attached_policy_arns, inline_policy_names, group_names,
  coalesce(generated_at, CAST(CAST(snapshot_date AS date) AS timestamp)) AS judged_at,
  status = 'exported' AS is_measured
FROM snapshot_principals
WHERE snapshot_date = :snapshot_date
  AND status <> 'deleted'
