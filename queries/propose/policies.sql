-- Managed policies of the snapshot, those of AWS where they are in use.
SELECT
  account_id, policy_arn, policy_name, path, is_aws_managed, default_version_id, document,
  CAST(created_at AS varchar) AS created_at, CAST(updated_at AS varchar) AS updated_at, attachment_count, permissions_boundary_usage_count, ou_path
FROM snapshot_policies
WHERE snapshot_date = :snapshot_date
ORDER BY account_id, policy_arn
