-- question: Which customer managed policies are not attached to anyone?
-- topic: policies
-- grain: a customer managed policy, or an account that was not measured (NOT_MEASURED)
-- parameter: except_policy document list optional: policies that are excepted, with wildcards
-- filters: account_id, ou
-- first: policy_arn, state, account_name, updated_at
-- next: query policy_wildcards
-- limits: A policy that bounds anybody is not listed; of snapshots that do not tell how many it bounds, by the boundaries of
--   the principals that were listed.
WITH boundaries AS (
  SELECT DISTINCT account_id, permissions_boundary_arn AS policy_arn
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND permissions_boundary_arn IS NOT NULL
),
unattached AS (
  SELECT
    account_id, account_name, 'UNATTACHED' AS state, policy_arn, created_at, updated_at,
    CAST(NULL AS varchar) AS error_code
  FROM snapshot_policies
  WHERE snapshot_date = :snapshot_date
    AND is_aws_managed = false
    AND attachment_count = 0
    AND lower(policy_arn) NOT IN (:except_policy.lower)
    AND lower(regexp_extract(policy_arn, '[^/]+$')) NOT IN (:except_policy.lower)
    AND coalesce(permissions_boundary_usage_count, 0) = 0
    /* filters */
),
unused AS (
  SELECT u.*
  FROM unattached u
  LEFT JOIN boundaries b ON b.account_id = u.account_id AND b.policy_arn = u.policy_arn
  WHERE b.policy_arn IS NULL
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
SELECT * FROM unused
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, policy_arn
