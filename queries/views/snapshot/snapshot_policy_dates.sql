-- Managed policies of the chosen run, as far as one knows since when their version is in force.
-- changed_at: when the version in force was created; where that is not known, when the policy was last changed.
-- Grain: snapshot_date, account_id, policy_arn.
CREATE OR REPLACE VIEW snapshot_policy_dates AS
SELECT
  v.snapshot_date, v.account_id, v.policy_arn,
  CAST(coalesce(max(v.version_created_at), max(v.updated_at)) AS timestamp) AS changed_at
FROM (
  SELECT snapshot_date, run_id, account_id, policy_arn, created_at AS version_created_at, CAST(NULL AS timestamp) AS updated_at
  FROM raw.policy_versions
  WHERE is_default = true
  UNION ALL
  SELECT snapshot_date, run_id, account_id, policy_arn, CAST(NULL AS timestamp), updated_at
  FROM raw.policies
) AS v
JOIN listed_accounts a
  ON a.snapshot_date = v.snapshot_date AND a.account_id = v.account_id AND a.run_id = v.run_id
GROUP BY v.snapshot_date, v.account_id, v.policy_arn
