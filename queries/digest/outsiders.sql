-- question: Which roles may somebody outside assume now, who could not before?
-- topic: none
-- grain: a role
-- with: compared_principals, comparable_principals, outside_trust, administrative
-- compared-with: from_date
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: action action list: actions that make an administrator
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: As those of external_trust. A role whose trust policy the earlier snapshot could not read, or that had
--   NotPrincipal, is not compared.
WITH unclear_before AS (
  SELECT DISTINCT account_id, owner_arn
  FROM snapshot_policy_statements
  WHERE snapshot_date = :from_date
    AND policy_type = 'trust'
    AND (problem IS NOT NULL OR (effect = 'Allow' AND not_principals IS NOT NULL))
),
outsiders_before AS (
  SELECT DISTINCT account_id, owner_arn, trusted
  FROM outside_trust_earlier
),
outsiders AS (
  SELECT
    c.account_id, c.account_name, c.principal_arn, c.principal_id, c.is_new, c.created_at,
    array_join(array_agg(DISTINCT o.trusted ORDER BY o.trusted), ', ') AS trusted,
    count(DISTINCT o.trusted) AS outsiders,
    bool_or(o.kind = 'ANYBODY') AS is_anybody,
    bool_and(o.has_external_id) AS has_external_id,
    bool_and(o.has_condition) AS has_condition
  FROM outside_trust o
  JOIN comparable c ON c.account_id = o.account_id AND c.principal_arn = o.owner_arn
  LEFT JOIN outsiders_before e
    ON e.account_id = c.account_id AND e.owner_arn = c.from_arn AND e.trusted = o.trusted
  LEFT JOIN unclear_before u ON u.account_id = c.account_id AND u.owner_arn = c.from_arn
  WHERE c.principal_type = 'role'
    AND e.trusted IS NULL
    AND u.owner_arn IS NULL
  GROUP BY c.account_id, c.account_name, c.principal_arn, c.principal_id, c.is_new, c.created_at
)
SELECT
  CAST('OUTSIDER_NEW' AS varchar) AS kind,
  CAST(
    CASE WHEN o.is_anybody AND NOT o.has_condition THEN 1 WHEN a.principal_id IS NOT NULL THEN 2 WHEN o.has_external_id THEN 4 ELSE 3 END
    AS integer
  ) AS finding_rank,
  o.account_id, o.account_name, o.principal_arn, o.principal_id, CAST(o.trusted AS varchar) AS subject,
  CAST(o.trusted AS varchar) AS trusted, CAST(o.outsiders AS bigint) AS outsiders,
  CAST(o.has_external_id AS boolean) AS has_external_id, CAST(o.has_condition AS boolean) AS has_condition,
  CAST(a.principal_id IS NOT NULL AS boolean) AS is_administrator, CAST(o.is_new AS boolean) AS is_new, o.created_at
FROM outsiders o
LEFT JOIN administrative a ON a.account_id = o.account_id AND a.principal_id = o.principal_id
ORDER BY finding_rank, account_id, principal_arn, principal_id
