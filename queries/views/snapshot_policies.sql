-- Managed policies of the chosen run.
-- Grain: snapshot_date, account_id, policy_arn.
CREATE OR REPLACE VIEW snapshot_policies AS
SELECT
  CAST(p.snapshot_date AS varchar) AS snapshot_date,
  CAST(p.account_id AS varchar) AS account_id,
  CAST(a.account_name AS varchar) AS account_name,
  CAST(a.ou_path AS varchar) AS ou_path,
  CAST(p.policy_arn AS varchar) AS policy_arn,
  CAST(p.policy_id AS varchar) AS policy_id,
  CAST(p.policy_name AS varchar) AS policy_name,
  CAST(p.path AS varchar) AS path,
  CAST(p.is_aws_managed AS boolean) AS is_aws_managed,
  CAST(p.default_version_id AS varchar) AS default_version_id,
  CAST(p.document AS varchar) AS document,
  CAST(p.created_at AS timestamp) AS created_at,
  CAST(p.updated_at AS timestamp) AS updated_at,
  CAST(p.attachment_count AS integer) AS attachment_count,
  CAST(p.permissions_boundary_usage_count AS integer) AS permissions_boundary_usage_count
FROM policies p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
