-- question: Who uses a service, and would be affected if it were denied?
-- topic: use
-- grain: a principal that used the service, or a principal or account that was not measured
-- parameter: service service list: service namespaces, such as s3
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, state, account_name, last_accessed_at, service_namespace
-- next: query policies --by principal --service NAMESPACE
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Use through a
--   resource policy alone is not seen: see resource_policy_use. Nobody listed is no proof while anything was not measured.
SELECT
  account_id, account_name, principal_arn, principal_type, service_namespace, state,
  last_accessed_at, last_accessed_region, days_since_last_access, error_code
FROM service_access
WHERE snapshot_date = :snapshot_date
  AND state IN ('ACCESSED', 'NOT_MEASURED')
  AND (service_namespace IS NULL OR service_namespace IN (:service))
  /* filters */
ORDER BY account_id, principal_arn, service_namespace
