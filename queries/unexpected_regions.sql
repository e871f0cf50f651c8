-- question: Who was active in an unexpected Region?
-- topic: use
-- grain: a service (action_name is null) or action last used in another Region, the last use of a role (both are null), or a principal or account that was not measured
-- parameter: expected string list: Regions that are expected, such as eu-central-1
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, state, last_accessed_region, service_namespace, action_name, account_name
-- next: query principal_access --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Only the last
--   attempt has a Region: earlier ones elsewhere are not seen. Global services name a Region of their own, mostly
--   us-east-1. An attempt whose Region is not known is listed. A use counts whichever run saw it.
WITH services AS MATERIALIZED (
  SELECT
    account_id, account_name, principal_arn, service_namespace, CAST(NULL AS varchar) AS action_name, state,
    last_accessed_at, last_accessed_region, error_code
  FROM service_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND state IN ('ACCESSED', 'NOT_MEASURED')
    AND (last_accessed_region IS NULL OR last_accessed_region NOT IN (:expected))
    /* filters */
),
actions AS MATERIALIZED (
  SELECT
    account_id, account_name, principal_arn, service_namespace, action_name, state,
    last_accessed_at, last_accessed_region, error_code
  FROM action_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND state = 'ACCESSED'
    AND (last_accessed_region IS NULL OR last_accessed_region NOT IN (:expected))
    /* filters */
),
roles AS MATERIALIZED (
  SELECT
    account_id, max(account_name) AS account_name, principal_arn, CAST(NULL AS varchar) AS service_namespace,
    CAST(NULL AS varchar) AS action_name, 'ACCESSED' AS state,
    max(role_last_used_at) AS last_accessed_at, role_last_used_region AS last_accessed_region,
    CAST(NULL AS varchar) AS error_code
  FROM snapshot_principals
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND status = 'exported'
    AND role_last_used_at IS NOT NULL
    AND (role_last_used_region IS NULL OR role_last_used_region NOT IN (:expected))
    /* filters */
  GROUP BY account_id, principal_arn, role_last_used_region
)
SELECT * FROM services
UNION ALL
SELECT * FROM actions
UNION ALL
SELECT * FROM roles
ORDER BY account_id, principal_arn, service_namespace NULLS FIRST, action_name NULLS FIRST
