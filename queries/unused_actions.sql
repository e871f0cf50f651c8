-- question: Which tracked actions can a principal call, but has not called?
-- topic: unused
-- grain: a principal and granted, tracked action that it did not use, or a principal or account that was not measured
-- with: known_action_use
-- parameter: unused_days days = 400: also what was last used so many days ago or more
-- filters: account_id, ou, principal, tag, except, except_tag, service, access_level, except_action
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: unused, in rows where state = ACCESSED
-- first: principal_arn, action_name, state, service_namespace, account_name, access_level
-- next: query removable_actions
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. What an
--   earlier snapshot knows to be used within unused_days is not listed. Actions that IAM
--   does not track are not listed: see not_decidable. Use through a resource policy alone is not seen: see
--   resource_policy_use. This is no list to remove: see removable_actions.
WITH asked AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND (state IN ('NOT_ACCESSED', 'NOT_MEASURED') OR days_since_last_access >= :unused_days)
    /* filters */
)
SELECT
  a.account_id, a.account_name, a.principal_arn, a.service_namespace, a.action_name, a.access_level, a.state,
  a.last_accessed_at, a.evidence_days, a.error_code
FROM asked a
LEFT JOIN known_action_use u
  ON u.account_id = a.account_id
  AND u.principal_id = a.principal_id
  AND u.service_namespace = a.service_namespace
  AND u.action_name = a.action_name
WHERE u.last_known_access_at IS NULL
  OR date_diff('millisecond', u.last_known_access_at, a.generated_at) >= CAST(:unused_days AS bigint) * 86400000
ORDER BY a.account_id, a.principal_arn, a.service_namespace, a.action_name
