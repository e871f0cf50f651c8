-- question: How many accounts and principals have each service, and how many use it?
-- topic: organization
-- grain: a service that is granted to anybody, or that anybody used; a row without one where none is and something was not measured
-- filters: account, ou, principal, tag, owner, except, except_tag, service
-- first: service_namespace, principals_granted, principals_accessed, last_accessed_at
-- next: query users_of --service NAMESPACE
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. A use
--   counts whichever run saw it. principals_accessed_before: users and roles that used the service and do not hold it in
--   the snapshot, as far as it measured them. accounts_unmeasured and principals_unmeasured, the same in every row, are not among the counts; an unmeasured
--   account hides its principals. Use through a resource policy alone is not seen.
WITH by_account AS (
  SELECT
    account_id, service_namespace,
    max(service_name) AS service_name,
    count(*) FILTER (WHERE is_granted) AS principals_granted,
    count(last_accessed_at) FILTER (WHERE is_granted) AS principals_accessed,
    count(*) FILTER (WHERE is_granted IS DISTINCT FROM true) AS principals_accessed_before,
    max(last_accessed_at) AS last_accessed_at
  FROM service_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND service_namespace IS NOT NULL
    /* filters */
  GROUP BY account_id, service_namespace
),
services AS (
  SELECT
    service_namespace,
    max(service_name) AS service_name,
    count_if(principals_granted > 0) AS accounts_granted,
    count_if(principals_accessed > 0) AS accounts_accessed,
    sum(principals_granted) AS principals_granted,
    sum(principals_accessed) AS principals_accessed,
    sum(principals_accessed_before) AS principals_accessed_before,
    max(last_accessed_at) AS last_accessed_at
  FROM by_account
  GROUP BY service_namespace
),
gaps AS (
  SELECT
    count(*) FILTER (WHERE principal_arn IS NULL) AS accounts_unmeasured,
    count(*) FILTER (WHERE principal_arn IS NOT NULL AND status <> 'deleted') AS principals_unmeasured
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    /* filters */
)
SELECT
  s.service_namespace, s.service_name,
  CAST(s.accounts_granted AS bigint) AS accounts_granted,
  CAST(s.accounts_accessed AS bigint) AS accounts_accessed,
  CAST(s.principals_granted AS bigint) AS principals_granted,
  CAST(s.principals_accessed AS bigint) AS principals_accessed,
  CAST(s.principals_accessed_before AS bigint) AS principals_accessed_before,
  s.last_accessed_at,
  CAST(g.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(g.principals_unmeasured AS bigint) AS principals_unmeasured
FROM gaps g
LEFT JOIN services s ON true
WHERE s.service_namespace IS NOT NULL OR g.accounts_unmeasured > 0 OR g.principals_unmeasured > 0
ORDER BY s.service_namespace
