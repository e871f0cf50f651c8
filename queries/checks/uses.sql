-- Of one run alone: action_uses, service_uses and principal_uses that are not, as sets of whole rows, those that the rows of
-- actions and services make with the principal of each.
WITH measured AS (
  SELECT account_id, principal_arn, principal_id, principal_type, permission_set_name, is_service_linked
  FROM raw.principals
  WHERE status = 'exported'
),
accessed AS (
  SELECT
    account_id, principal_arn, service_namespace, action_name, last_accessed_at, last_accessed_region
  FROM raw.action_last_accessed
  WHERE last_accessed_at IS NOT NULL
  UNION ALL
  SELECT
    account_id, principal_arn, service_namespace, CAST(NULL AS varchar), last_accessed_at, last_accessed_region
  FROM raw.service_last_accessed
  WHERE last_accessed_at IS NOT NULL
),
by_region AS (
  SELECT
    account_id, principal_arn, last_accessed_region,
    max(last_accessed_at) AS last_accessed_at,
    max(CASE WHEN action_name IS NULL THEN last_accessed_at END) AS last_service_accessed_at
  FROM accessed
  GROUP BY account_id, principal_arn, last_accessed_region
),
uses_of_rows AS (
  SELECT
    CASE WHEN action_name IS NULL THEN 'service_uses' ELSE 'action_uses' END AS fact,
    account_id, principal_arn, service_namespace, action_name, last_accessed_at, last_accessed_region,
    CAST(NULL AS timestamp) AS last_service_accessed_at
  FROM accessed
  UNION ALL
  SELECT
    'principal_uses', account_id, principal_arn, CAST(NULL AS varchar), CAST(NULL AS varchar), last_accessed_at,
    last_accessed_region, last_service_accessed_at
  FROM by_region
),
demanded AS (
  SELECT
    u.fact, u.account_id, u.principal_arn, m.principal_id, m.principal_type, m.permission_set_name, m.is_service_linked,
    u.service_namespace, u.action_name, u.last_accessed_at, u.last_accessed_region, u.last_service_accessed_at
  FROM uses_of_rows u
  LEFT JOIN measured m ON m.account_id = u.account_id AND m.principal_arn = u.principal_arn
),
stored AS (
  SELECT
    'action_uses' AS fact, account_id, principal_arn, principal_id, principal_type, permission_set_name, is_service_linked,
    service_namespace, action_name, last_accessed_at, last_accessed_region,
    CAST(NULL AS timestamp) AS last_service_accessed_at
  FROM raw.action_uses
  UNION ALL
  SELECT
    'service_uses', account_id, principal_arn, principal_id, principal_type, permission_set_name, is_service_linked,
    service_namespace, CAST(NULL AS varchar), last_accessed_at, last_accessed_region, CAST(NULL AS timestamp)
  FROM raw.service_uses
  UNION ALL
  SELECT
    'principal_uses', account_id, principal_arn, principal_id, principal_type, permission_set_name, is_service_linked,
    CAST(NULL AS varchar), CAST(NULL AS varchar), last_accessed_at, last_accessed_region, last_service_accessed_at
  FROM raw.principal_uses
),
lacking AS (
  SELECT * FROM demanded
  EXCEPT ALL
  SELECT * FROM stored
),
left_over AS (
  SELECT * FROM stored
  EXCEPT ALL
  SELECT * FROM demanded
),
differing AS (
  SELECT 'lacks' AS kind, * FROM lacking
  UNION ALL
  SELECT 'has', * FROM left_over
),
told AS (
  SELECT
    fact, principal_arn, kind,
    count(*) AS found,
    min(concat(
      coalesce(service_namespace, last_accessed_region, 'no Region'), coalesce(':' || action_name, ''), ' at ',
      coalesce(CAST(last_accessed_at AS varchar), 'no time')
    )) AS example
  FROM differing
  GROUP BY fact, principal_arn, kind
)
SELECT
  principal_arn AS subject,
  CASE kind
    WHEN 'has' THEN concat(
      'has in ', fact, ' ', CAST(found AS varchar), ' uses that its rows do not make as they are there, such as ', example
    )
    ELSE concat('lacks in ', fact, ' ', CAST(found AS varchar), ' uses of its rows, such as ', example)
  END AS problem
FROM told
ORDER BY 1, 2
