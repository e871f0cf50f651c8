-- question: Which customer managed policies are not attached to anyone?
-- grain: a customer managed policy, or an account that was not measured (NOT_MEASURED)
-- filters: account_id, ou
-- limits: A policy may serve as a permissions boundary without being attached.
WITH unattached AS (
  SELECT
    account_id, account_name, 'UNATTACHED' AS state, policy_arn, created_at, updated_at,
    CAST(NULL AS varchar) AS error_code
  FROM snapshot_policies
  WHERE snapshot_date = :snapshot_date
    AND is_aws_managed = false
    AND attachment_count = 0
    /* filters */
),
gaps AS (
  SELECT
    account_id, account_name, 'NOT_MEASURED' AS state, CAST(NULL AS varchar) AS policy_arn,
    CAST(NULL AS timestamp) AS created_at, CAST(NULL AS timestamp) AS updated_at, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    /* filters */
)
SELECT * FROM unattached
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, policy_arn
