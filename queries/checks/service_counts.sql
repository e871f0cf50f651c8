-- Of one run alone: services of a principal whose counts are not those of their actions, or that have no row of their own.
WITH found AS (
  SELECT
    account_id,
    principal_arn,
    service_namespace,
    count(*) AS actions,
    count(last_accessed_at) AS accessed
  FROM raw.action_last_accessed
  GROUP BY account_id, principal_arn, service_namespace
)
SELECT
  coalesce(s.principal_arn, f.principal_arn) AS subject,
  concat(
    'has for ', coalesce(s.service_namespace, f.service_namespace), ' ',
    coalesce(CAST(s.actions_tracked AS varchar), 'no'), ' actions tracked, ',
    coalesce(CAST(s.actions_accessed AS varchar), 'none'), ' accessed, and its rows are ',
    CAST(coalesce(f.actions, 0) AS varchar), ' and ', CAST(coalesce(f.accessed, 0) AS varchar)
  ) AS problem
FROM raw.service_last_accessed s
FULL JOIN found f
  ON f.account_id = s.account_id
  AND f.principal_arn = s.principal_arn
  AND f.service_namespace = s.service_namespace
WHERE coalesce(s.actions_tracked, -1) <> coalesce(f.actions, 0)
  OR coalesce(s.actions_accessed, -1) <> coalesce(f.accessed, 0)
ORDER BY 1, 2
