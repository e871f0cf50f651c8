-- question: Who has changed permissions recently?
-- topic: policies
-- grain: a principal and action of the level Permissions management that it used, or a principal or account that was not measured
-- parameter: days days = 90: used at most this many days before the report
-- filters: account, ou, principal, tag, owner, except, except_tag, service
-- first: principal_arn, action_name, state, last_accessed_at, account_name
-- next: query administrators
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Only the last
--   attempt is known, but not what it changed: see CloudTrail. An action of unknown level is listed. A use counts
--   whichever run saw it (last_accessed_run_id); is_granted false: the snapshot does not grant it any more.
SELECT
  account_id, account_name, principal_arn, service_namespace, action_name, access_level, state,
  is_granted, last_accessed_at, last_accessed_region, last_accessed_run_id, error_code
FROM action_access_until
WHERE snapshot_date = :snapshot_date
  AND uses_until = :uses_until
  AND (access_level IS NULL OR access_level = 'Permissions management')
  AND (state = 'NOT_MEASURED' OR days_since_last_access <= :days)
  /* filters */
ORDER BY account_id, principal_arn, service_namespace, action_name
