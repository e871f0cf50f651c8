-- question: Which customer managed policies are not attached to anyone?
-- topic: policies
-- grain: a customer managed policy, or an account that was not measured (NOT_MEASURED)
-- parameter: except_policy document list optional: policies that are excepted, with wildcards
-- excepted: unused, unattached policies, shown
-- filters: account, ou
-- first: policy_arn, finding, account_name, updated_at
-- next: query policies --kind wildcard
-- limits: A policy that bounds anybody is not listed; in snapshots that lack how many it bounds, by the boundaries of
--   the principals that were listed.
WITH boundaries AS (
  SELECT DISTINCT account_id, permissions_boundary_arn AS policy_arn
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND permissions_boundary_arn IS NOT NULL
),
unattached AS (
  SELECT
    account_id, account_name, 'UNATTACHED' AS finding, policy_arn, created_at, updated_at,
    CAST(NULL AS varchar) AS error_code,
    CASE
      WHEN false THEN ''
      WHEN lower(policy_arn) IN (:except_policy.lower) THEN 'except_policy' -- if given
      WHEN lower(regexp_extract(policy_arn, '[^/]+$')) IN (:except_policy.lower) THEN 'except_policy' -- if given
    END AS excepted_by
  FROM snapshot_policies
  WHERE snapshot_date = :snapshot_date
    AND is_aws_managed = false
    AND attachment_count = 0
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
    account_id, account_name, 'NOT_MEASURED' AS finding, CAST(NULL AS varchar) AS policy_arn,
    CAST(NULL AS timestamp) AS created_at, CAST(NULL AS timestamp) AS updated_at, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    /* filters */
)
SELECT account_id, account_name, finding, policy_arn, created_at, updated_at, error_code
FROM unused
WHERE excepted_by IS NULL
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, policy_arn
