-- question: Which actions and principals must not be decided on, because nothing is known about them?
-- topic: lake
-- grain: a principal and an action of a granted service that is not tracked, or a principal or account that was not measured
-- filters: account, ou, principal, tag, owner, except, except_tag, service, access_level
-- first: principal_arn, state, service_namespace, action_name, account_name
-- next: query coverage_gaps
-- limits: Whether an action listed here is granted is not known; only that its service is. A service that the
--   reference does not know has untracked actions that are not listed. An administrator has some 10,000 rows: ask
--   with a filter.
WITH untracked AS (
  SELECT
    account_id, account_name, principal_arn, service_namespace, action_name, access_level, state,
    service_last_accessed_at, CAST(NULL AS varchar) AS error_code, CAST(NULL AS varchar) AS error_message
  FROM untracked_actions
  WHERE snapshot_date = :snapshot_date
    /* filters */
),
gaps AS (
  SELECT
    account_id, account_name, principal_arn, service_namespace, action_name, access_level, 'NOT_MEASURED' AS state,
    CAST(NULL AS timestamp) AS service_last_accessed_at, error_code, error_message
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    /* filters */
)
SELECT * FROM untracked
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, principal_arn, service_namespace, action_name, error_code, error_message
