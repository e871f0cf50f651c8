-- Of one run alone: principal_grants that are not those of the rows of services, with the principal of each. What their
-- lists hold is another check.
WITH demanded AS (
  SELECT
    s.account_id, s.principal_arn, s.service_namespace, s.actions_tracked, s.actions_accessed, s.last_accessed_at,
    p.principal_id, p.principal_type, p.permission_set_name, p.is_service_linked, p.generated_at
  FROM raw.service_last_accessed s
  LEFT JOIN raw.principals p
    ON p.account_id = s.account_id AND p.principal_arn = s.principal_arn AND p.status = 'exported'
),
grants_of_rows AS (
  SELECT
    coalesce(d.principal_arn, g.principal_arn) AS subject,
    coalesce(d.service_namespace, g.service_namespace) AS service_namespace,
    CASE
      WHEN g.principal_arn IS NULL THEN 'nothing'
      WHEN d.principal_arn IS NULL THEN 'a row that no row of the service demands'
      WHEN g.actions_tracked IS DISTINCT FROM d.actions_tracked
        OR g.actions_accessed IS DISTINCT FROM d.actions_accessed
        OR g.last_accessed_at IS DISTINCT FROM d.last_accessed_at
        THEN 'other counts or another last use than its row of the service'
      WHEN (g.list_hash IS NULL) <> (d.actions_tracked = 0)
        THEN 'no list for its actions, or a list of none'
      WHEN g.principal_id IS DISTINCT FROM d.principal_id
        OR g.principal_type IS DISTINCT FROM d.principal_type
        OR g.permission_set_name IS DISTINCT FROM d.permission_set_name
        OR g.is_service_linked IS DISTINCT FROM d.is_service_linked
        OR g.generated_at IS DISTINCT FROM d.generated_at
        THEN 'another principal or report than its row of principals'
    END AS problem
  FROM demanded d
  FULL JOIN raw.principal_grants g
    ON g.account_id = d.account_id
    AND g.principal_arn = d.principal_arn
    AND g.service_namespace = d.service_namespace
),
rows_of_accounts AS (
  SELECT account_id, sum(granted) AS granted, sum(demanded) AS demanded
  FROM (
    SELECT account_id, count(*) AS granted, 0 AS demanded FROM raw.principal_grants GROUP BY account_id
    UNION ALL
    SELECT account_id, 0, count(*) FROM raw.service_last_accessed GROUP BY account_id
  ) AS counts
  GROUP BY account_id
),
wrong AS (
  SELECT subject, concat('has in principal_grants for ', service_namespace, ' ', problem) AS problem
  FROM grants_of_rows
  WHERE problem IS NOT NULL
  UNION ALL
  SELECT
    account_id,
    concat(
      'has ', CAST(granted AS varchar), ' rows of principal_grants, and ', CAST(demanded AS varchar), ' of services'
    )
  FROM rows_of_accounts
  WHERE granted <> demanded
)
SELECT w.subject, w.problem
FROM wrong w
ORDER BY w.subject, w.problem
