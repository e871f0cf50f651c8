-- Of one run alone: seen_actions and seen_services that are not, as sets of whole rows, what the rows of actions and
-- services make: each once, with its earliest report, and with as many witnesses that are denied nothing.
WITH measured AS (
  SELECT account_id, principal_arn, generated_at
  FROM raw.principals
  WHERE status = 'exported'
),
unrestricted AS (
  SELECT count(*) AS principals
  FROM raw.witnesses
  WHERE coalesce(array_to_string(denied_services, ','), '') = ''
),
demanded AS (
  SELECT
    'seen_actions' AS fact, a.service_namespace, a.action_name, min(m.generated_at) AS first_generated_at,
    CAST(NULL AS bigint) AS unrestricted_principals
  FROM raw.action_last_accessed a
  LEFT JOIN measured m ON m.account_id = a.account_id AND m.principal_arn = a.principal_arn
  GROUP BY a.service_namespace, a.action_name
  UNION ALL
  SELECT
    'seen_services', s.service_namespace, CAST(NULL AS varchar), min(m.generated_at), max(u.principals)
  FROM raw.service_last_accessed s
  CROSS JOIN unrestricted u
  LEFT JOIN measured m ON m.account_id = s.account_id AND m.principal_arn = s.principal_arn
  GROUP BY s.service_namespace
),
stored AS (
  SELECT
    'seen_actions' AS fact, service_namespace, action_name, first_generated_at,
    CAST(NULL AS bigint) AS unrestricted_principals
  FROM raw.seen_actions
  UNION ALL
  SELECT
    'seen_services', service_namespace, CAST(NULL AS varchar), first_generated_at, CAST(unrestricted_principals AS bigint)
  FROM raw.seen_services
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
    fact, service_namespace, kind,
    count(*) AS found,
    min(concat(
      coalesce(action_name || ' ', ''), 'first seen at ', coalesce(CAST(first_generated_at AS varchar), 'no time'),
      coalesce(', with ' || CAST(unrestricted_principals AS varchar) || ' principals that may do everything', '')
    )) AS example
  FROM differing
  GROUP BY fact, service_namespace, kind
)
SELECT
  service_namespace AS subject,
  CASE kind
    WHEN 'has' THEN concat(
      'has in ', fact, ' ', CAST(found AS varchar), ' rows that no rows of the run make as they are there, such as ', example
    )
    ELSE concat('lacks in ', fact, ' ', CAST(found AS varchar), ' rows, such as ', example)
  END AS problem
FROM told
ORDER BY 1, 2
