-- question: What does a principal use, that a smaller policy must keep?
-- topic: use
-- grain: a principal and a service (action is null) or tracked action that it used, or a principal or account that was not measured
-- parameter: days days = 400: used at most this many days before the report
-- filters: account, ou, principal, tag, owner, except, except_tag, service
-- first: principal_arn, action, state, service_namespace, account_name, last_accessed_at
-- next: query removable --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. A use counts
--   whichever run saw it (last_accessed_run_id); is_granted false: the snapshot does not grant it any more. Of the
--   untracked_actions of a used service nothing is known: keep those that its policies grant. untracked_actions is
--   null where the reference does not know the service. Use through a resource policy alone is not seen. Resources and
--   conditions are not known.
WITH services AS MATERIALIZED (
  SELECT *
  FROM service_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND (state = 'NOT_MEASURED' OR days_since_last_access <= :days)
    /* filters */
),
actions AS MATERIALIZED (
  SELECT *
  FROM action_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND days_since_last_access <= :days
    /* filters */
),
untracked AS (
  SELECT run_id, service_namespace, count(*) FILTER (WHERE is_tracked IS DISTINCT FROM true) AS actions
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:service) -- if given
  GROUP BY run_id, service_namespace
)
SELECT
  s.account_id, s.account_name, s.principal_arn, s.permission_set_name, s.service_namespace,
  CAST(NULL AS varchar) AS action, CAST(NULL AS varchar) AS access_level, s.state, s.is_granted,
  s.last_accessed_at, s.last_accessed_run_id, s.days_since_last_access, CAST(u.actions AS bigint) AS untracked_actions, s.error_code
FROM services s
LEFT JOIN untracked u ON u.run_id = s.run_id AND u.service_namespace = s.service_namespace
UNION ALL
SELECT
  account_id, account_name, principal_arn, permission_set_name, service_namespace,
  service_namespace || ':' || action_name, access_level, state, is_granted, last_accessed_at,
  last_accessed_run_id, days_since_last_access, CAST(NULL AS bigint), error_code
FROM actions
ORDER BY account_id, principal_arn, service_namespace, action NULLS FIRST
