-- question: What does a role of the same name use, over all accounts that have it?
-- topic: organization
-- grain: a name of roles in two accounts or more, and a service that one of them is granted; a null service: none of them was measured
-- parameter: role_name role_name list optional: names of roles without the path, in any case
-- parameter: service service list optional: service namespaces, such as s3
-- filters: account_id, ou
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: role_name, service_namespace, state, roles, roles_accessed
-- next: query removable_services
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Roles are taken
--   together by name and path, which is how StackSets and pipelines make them; whether they are the same role the name
--   does not prove. roles_accessed and last_accessed_at count roles of the name that any snapshot of these days knows to
--   have used the service, gone ones included. NOT_ACCESSED: no use is known, and every role of the name was measured;
--   NOT_MEASURED: one was not (roles_unmeasured), or an account was not listed (accounts_unmeasured, the same in every
--   row), which may have such a role. Roles of IAM Identity Center and service-linked roles are left out.
WITH listed AS (
  SELECT account_id, principal_id, status, regexp_extract(principal_arn, 'role/.*$') AS role_name
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    AND principal_type = 'role'
    AND permission_set_name IS NULL
    AND is_service_linked = false
    AND status <> 'deleted'
    AND lower(principal_name) IN (:role_name.lower)
    /* filters */
),
role_names AS (
  SELECT role_name, count(DISTINCT account_id) AS accounts, count(*) AS roles, count_if(status <> 'exported') AS unmeasured
  FROM listed
  GROUP BY role_name
  HAVING count(DISTINCT account_id) > 1
),
granted AS (
  SELECT l.role_name, g.service_namespace, count(*) AS roles_granted
  FROM listed l
  JOIN measured_grants g
    ON g.snapshot_date = :snapshot_date
    AND g.account_id = l.account_id
    AND g.principal_id = l.principal_id
    AND g.action_name IS NULL
    AND g.service_namespace IN (:service)
  GROUP BY l.role_name, g.service_namespace
),
used AS (
  SELECT
    regexp_extract(principal_arn, 'role/.*$') AS role_name, service_namespace,
    count(DISTINCT principal_id) AS roles_accessed,
    count(DISTINCT account_id) AS accounts_accessed,
    max(last_accessed_at) AS last_accessed_at
  FROM (
    SELECT snapshot_date, account_id, principal_arn, principal_id, service_namespace, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, account_id, principal_arn, principal_id, service_namespace, last_accessed_at
    FROM known_action_uses
  ) AS uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
    AND last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '400' DAY
    AND account_id IN (:account_id)
  GROUP BY regexp_extract(principal_arn, 'role/.*$'), service_namespace
),
gaps AS (
  SELECT count(*) AS accounts_unmeasured
  FROM unmeasured_or_closed
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    AND NOT is_closed
    /* filters */
)
SELECT
  n.role_name, g.service_namespace,
  CAST(
    CASE
      WHEN u.role_name IS NOT NULL THEN 'ACCESSED'
      WHEN g.service_namespace IS NULL OR n.unmeasured > 0 OR x.accounts_unmeasured > 0 THEN 'NOT_MEASURED'
      ELSE 'NOT_ACCESSED'
    END AS varchar
  ) AS state,
  CAST(n.accounts AS bigint) AS accounts,
  CAST(n.roles AS bigint) AS roles,
  CAST(coalesce(g.roles_granted, 0) AS bigint) AS roles_granted,
  CAST(coalesce(u.roles_accessed, 0) AS bigint) AS roles_accessed,
  CAST(coalesce(u.accounts_accessed, 0) AS bigint) AS accounts_accessed,
  u.last_accessed_at,
  CAST(n.unmeasured AS bigint) AS roles_unmeasured,
  CAST(x.accounts_unmeasured AS bigint) AS accounts_unmeasured
FROM role_names n
CROSS JOIN gaps x
LEFT JOIN granted g ON g.role_name = n.role_name
LEFT JOIN used u ON u.role_name = n.role_name AND u.service_namespace = g.service_namespace
ORDER BY n.role_name, g.service_namespace
