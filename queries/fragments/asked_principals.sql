-- Whose rights are asked: of the snapshot, those that the question names, for nothing of anybody else bears on them; of what
-- several hold everybody's. The days run back from judged_at: the report, or the end of the run where that is earlier; where
-- there is no report, the first moment of the date. principal_number is a principal's, among those asked of one date in one statement.
asked AS MATERIALIZED (
  SELECT
    snapshot_date, run_id, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
    principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, created_at, status,
    error_code, generated_at, evidence_days, last_used_at, has_unlisted_use, untracked_regions, services_granted,
    services_accessed, actions_tracked, actions_accessed, attached_policy_arns, inline_policy_names, group_names,
    coalesce(generated_at, CAST(CAST(snapshot_date AS date) AS timestamp)) AS judged_at,
    status = 'exported' AS is_measured,
    CAST(row_number() OVER (ORDER BY snapshot_date, account_id, principal_id) AS integer) AS principal_number
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
    AND principal_arn IN (:principal) -- if given
)
