-- Managed policies of the chosen run.
-- Grain: snapshot_date, account_id, policy_arn.
CREATE OR REPLACE VIEW snapshot_policies AS
SELECT
  p.snapshot_date, p.account_id, a.account_name, a.ou_path, p.policy_arn, p.policy_id, p.policy_name, p.path,
  p.is_aws_managed, p.default_version_id, p.document, p.created_at, p.updated_at, p.attachment_count,
  p.permissions_boundary_usage_count
FROM raw.policies p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
