-- question: Who is an administrator now, and was none before?
-- topic: none
-- grain: a principal
-- with: compared_principals, comparable_principals, began_between, administrative
-- compared-with: from_date
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: action action list: actions that make an administrator
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: As those of administrators. What IAM began to track in between makes nobody an administrator.
WITH granted AS (
  SELECT
    c.account_id, c.account_name, c.principal_arn, c.principal_id, c.created_at, c.is_new,
    count(*) AS administrative_actions,
    max(a.last_accessed_at) AS last_administrative_access_at
  FROM administrative a
  CROSS JOIN UNNEST(split(a.actions, ', ')) AS t(action)
  JOIN comparable c ON c.account_id = a.account_id AND c.principal_id = a.principal_id
  LEFT JOIN administrative_earlier e ON e.account_id = a.account_id AND e.principal_id = a.principal_id
  LEFT JOIN began_actions b
    ON b.service_namespace || ':' || b.action_key = lower(t.action)
    AND b.first_reported_at > c.from_generated_at
    AND b.first_witnessed_at <= c.from_generated_at
  WHERE c.is_measured
    AND c.is_service_linked = false
    AND e.principal_id IS NULL
    AND b.action_key IS NULL
  GROUP BY c.account_id, c.account_name, c.principal_arn, c.principal_id, c.created_at, c.is_new
)
SELECT
  CAST('ADMINISTRATOR_NEW' AS varchar) AS kind, CAST(1 AS integer) AS finding_rank, account_id, account_name, principal_arn,
  principal_id, CAST(NULL AS varchar) AS subject, CAST(administrative_actions AS bigint) AS administrative_actions,
  last_administrative_access_at, CAST(is_new AS boolean) AS is_new, created_at
FROM granted
ORDER BY account_id, principal_arn, principal_id
