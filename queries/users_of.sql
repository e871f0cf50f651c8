-- question: Who uses a service, and would be affected if it were denied?
-- topic: use
-- grain: a principal that used the service, or a principal or account that was not measured
-- parameter: service service list: service namespaces, such as s3
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, state, is_granted, account_name, last_accessed_at, service_namespace
-- next: query policies --by principal --service NAMESPACE
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. A use
--   counts whichever run saw it (last_accessed_run_id); is_granted false: the snapshot does not grant the service, or
--   does not list the principal any more; null: it was not measured. Use through a resource policy alone is not seen: see resource_policy_use. Nobody listed is no proof while anything was not measured.
SELECT
  account_id, account_name, principal_arn, principal_type, service_namespace, state, is_granted,
  last_accessed_at, last_accessed_region, last_accessed_run_id, days_since_last_access, error_code
FROM service_access_until
WHERE snapshot_date = :snapshot_date
  AND uses_until = :uses_until
  AND state IN ('ACCESSED', 'NOT_MEASURED')
  AND (service_namespace IS NULL OR service_namespace IN (:service))
  /* filters */
ORDER BY account_id, principal_arn, service_namespace
