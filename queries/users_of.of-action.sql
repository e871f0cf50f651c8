-- question: Who can call an action, and who has called it?
-- topic: use
-- grain: a principal that is granted the action or used it, or its service where the action is not tracked, or a principal or account that was not measured
-- parameter: action action list: actions as in a policy, such as iam:CreateUser
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, state, is_granted, account_name, last_accessed_at
-- next: query policies --by principal --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. NOT_TRACKED: the
--   principal is granted the service; whether this action is among it is not known. A use counts
--   whichever run saw it (last_accessed_run_id); is_granted false: the snapshot does not grant the action, or does not
--   list the principal any more; null: it was not measured. Use through a
--   resource policy alone is not seen.
WITH tracked AS MATERIALIZED (
  SELECT
    account_id, account_name, principal_arn, principal_type, service_namespace, action_name, state,
    is_granted, last_accessed_at, last_accessed_region, last_accessed_run_id, evidence_days, error_code
  FROM action_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND (service_namespace IS NULL OR service_namespace IN (:action.service))
    AND (action_name IS NULL OR action_name IN (:action.name))
    AND (action_name IS NULL OR service_namespace || ':' || action_name IN (:action))
    /* filters */
),
untracked AS MATERIALIZED (
  SELECT
    account_id, account_name, principal_arn, principal_type, service_namespace, action_name, state,
    CAST(NULL AS boolean) AS is_granted, CAST(NULL AS timestamp) AS last_accessed_at,
    CAST(NULL AS varchar) AS last_accessed_region, CAST(NULL AS varchar) AS last_accessed_run_id, CAST(NULL AS integer) AS evidence_days, CAST(NULL AS varchar) AS error_code
  FROM untracked_actions
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:action.service)
    AND action_name IN (:action.name)
    AND service_namespace || ':' || action_name IN (:action)
    /* filters */
)
SELECT * FROM tracked
UNION ALL
SELECT * FROM untracked
ORDER BY account_id, principal_arn, service_namespace, action_name
