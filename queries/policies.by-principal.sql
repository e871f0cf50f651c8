-- question: Which policies grant a service to a principal, and did it use the service?
-- topic: policies
-- grain: a principal, a service that it is granted, and a policy, held directly or through a group, that allows an action of the service; or what is not known (NOT_KNOWN, NOT_MEASURED)
-- with: policies_held, policy_patterns, services_allowed
-- parameter: service service list optional: service namespaces, such as s3
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, state, policy_name, service_namespace, policy_owner_arn, account_name
-- next: query policies --by service --policy NAME
-- limits: By service: a policy counts where it allows any action of the service, by Action or NotAction, on any
--   resource and under any condition; `access-lake propose` looks at the actions. state is that of the service,
--   through any policy, for several may grant it; a use counts whichever run saw it. A null policy: no statement that could be read allows the service. NOT_KNOWN: a document that could not be read.
WITH granted AS MATERIALIZED (
  SELECT *
  FROM service_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND (is_granted OR service_namespace IS NULL)
    AND (service_namespace IS NULL OR service_namespace IN (:service)) -- if given
    /* filters */
),
granting AS (
  SELECT DISTINCT
    h.account_id, h.principal_id, h.group_name, h.policy_type, h.owner_arn, s.policy_name, s.least_length, s.like_pattern,
    s.expression
  FROM policies_held h
  JOIN services_allowed s
    ON s.account_id = h.account_id AND s.owner_arn = h.owner_arn AND s.policy_type = h.policy_type
),
listed AS (
  SELECT *
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    /* filters */
),
unreadable AS (
  SELECT DISTINCT h.account_id, h.principal_id, h.group_name, h.policy_type, h.owner_arn, s.policy_name
  FROM policies_held h
  JOIN snapshot_policy_statements s
    ON s.snapshot_date = :snapshot_date
    AND s.account_id = h.account_id
    AND s.owner_arn = h.owner_arn
    AND s.policy_type = h.policy_type
  WHERE s.problem IS NOT NULL
),
answered AS (
  SELECT
    g.account_id, g.account_name, g.principal_arn, g.service_namespace, d.policy_type, d.owner_arn, d.policy_name,
    d.group_name, g.state, g.last_accessed_at, g.evidence_days, g.error_code
  FROM granted g
  LEFT JOIN granting d
    ON d.account_id = g.account_id
    AND d.principal_id = g.principal_id
    AND CASE
      WHEN length(g.service_namespace) < d.least_length THEN false
      WHEN d.expression IS NULL THEN lower(g.service_namespace) LIKE d.like_pattern ESCAPE '!'
      ELSE regexp_like(lower(g.service_namespace), d.expression)
    END
  UNION ALL
  SELECT
    p.account_id, p.account_name, p.principal_arn, CAST(NULL AS varchar), u.policy_type, u.owner_arn, u.policy_name,
    u.group_name, 'NOT_KNOWN', CAST(NULL AS timestamp), CAST(NULL AS integer), CAST(NULL AS varchar)
  FROM unreadable u
  JOIN listed p ON p.account_id = u.account_id AND p.principal_id = u.principal_id
)
SELECT DISTINCT
  account_id, account_name, principal_arn, service_namespace, CAST(policy_type AS varchar) AS policy_type,
  CAST(owner_arn AS varchar) AS policy_owner_arn, CAST(policy_name AS varchar) AS policy_name, group_name,
  CAST(state AS varchar) AS state, last_accessed_at, evidence_days, error_code
FROM answered
ORDER BY account_id, principal_arn, service_namespace, policy_owner_arn, policy_name, group_name
