-- Of one run alone: witnesses that are not those measured principals which the statements of their documents make some,
-- or are denied other services than these deny, and such principals that are no witnesses.
WITH measured AS (
  SELECT * FROM raw.principals WHERE status = 'exported'
),
holders AS (
  SELECT account_id, principal_id, principal_arn AS owner_arn, attached_policy_arns, inline_policy_names
  FROM measured
  UNION ALL
  SELECT m.account_id, m.principal_id, g.group_arn, g.attached_policy_arns, g.inline_policy_names
  FROM (
    SELECT account_id, principal_id, t.group_name
    FROM measured
    CROSS JOIN UNNEST(group_names) AS t(group_name)
  ) AS m
  JOIN raw.groups g ON g.account_id = m.account_id AND lower(g.group_name) = lower(m.group_name)
),
-- A managed policy has no name here, for its ARN says which it is.
held AS (
  SELECT h.account_id, h.principal_id, h.owner_arn, t.policy_name
  FROM holders h
  CROSS JOIN UNNEST(h.inline_policy_names) AS t(policy_name)
  UNION
  SELECT h.account_id, h.principal_id, t.owner_arn, ''
  FROM holders h
  CROSS JOIN UNNEST(h.attached_policy_arns) AS t(owner_arn)
),
statements AS (
  SELECT
    account_id, owner_arn, effect, actions,
    CASE WHEN policy_type = 'inline' THEN policy_name ELSE '' END AS policy_name,
    effect = 'Allow'
      AND (contains(actions, '*') OR contains(actions, '*:*'))
      AND contains(resources, '*')
      AND NOT has_condition AS allows_all
  FROM raw.policy_statements
  WHERE policy_type <> 'trust'
),
denied AS (
  SELECT
    account_id, owner_arn, policy_name,
    CASE
      WHEN coalesce(regexp_extract(pattern, '^[^*?:]+:'), '') <> '' THEN lower(split_part(pattern, ':', 1))
    END AS service_namespace
  FROM (
    SELECT s.account_id, s.owner_arn, s.policy_name, t.pattern
    FROM statements s
    CROSS JOIN UNNEST(
      CASE WHEN coalesce(array_to_string(s.actions, ','), '') = '' THEN ARRAY['*'] ELSE s.actions END
    ) AS t(pattern)
    WHERE s.effect IS DISTINCT FROM 'Allow'
  ) AS patterns
),
documents AS (
  SELECT
    s.account_id, s.owner_arn, s.policy_name,
    coalesce(bool_or(s.allows_all), false) AS allows_all
  FROM statements s
  GROUP BY s.account_id, s.owner_arn, s.policy_name
),
demanded AS (
  SELECT m.account_id, m.principal_id, m.principal_arn, m.generated_at
  FROM measured m
  JOIN held h ON h.account_id = m.account_id AND h.principal_id = m.principal_id
  LEFT JOIN documents d
    ON d.account_id = h.account_id AND d.owner_arn = h.owner_arn AND d.policy_name = h.policy_name
  LEFT JOIN denied n
    ON n.account_id = h.account_id
    AND n.owner_arn = h.owner_arn
    AND n.policy_name = h.policy_name
    AND n.service_namespace IS NULL
  WHERE m.generated_at IS NOT NULL
  GROUP BY m.account_id, m.principal_id, m.principal_arn, m.generated_at
  HAVING bool_and(d.owner_arn IS NOT NULL) AND bool_or(d.allows_all) AND bool_and(n.owner_arn IS NULL)
),
denied_to AS (
  SELECT account_id, principal_id, array_to_string(array_agg(service_namespace ORDER BY service_namespace), ', ') AS services
  FROM (
    SELECT DISTINCT h.account_id, h.principal_id, n.service_namespace
    FROM held h
    JOIN denied n ON n.account_id = h.account_id AND n.owner_arn = h.owner_arn AND n.policy_name = h.policy_name
  ) AS services
  WHERE service_namespace IS NOT NULL
  GROUP BY account_id, principal_id
),
expected AS (
  SELECT d.account_id, d.principal_id, d.principal_arn, d.generated_at, coalesce(t.services, '') AS denied_services
  FROM demanded d
  LEFT JOIN denied_to t ON t.account_id = d.account_id AND t.principal_id = d.principal_id
),
said AS (
  SELECT
    account_id, principal_id,
    count(*) AS times,
    max(generated_at) AS generated_at,
    max(array_to_string(denied_services, ', ')) AS denied_services
  FROM raw.witnesses
  GROUP BY account_id, principal_id
)
SELECT
  coalesce(e.principal_arn, s.account_id) AS subject,
  CASE
    WHEN s.principal_id IS NULL THEN 'may do everything by its documents, and is not in witnesses'
    WHEN e.principal_id IS NULL
      THEN concat('has ', s.principal_id, ' in witnesses, which may not do everything by its documents')
    WHEN s.times > 1 THEN 'is twice in witnesses'
    ELSE concat(
      'is denied by its documents (', e.denied_services, ') and in witnesses (', coalesce(s.denied_services, 'null'),
      '), or has another report there'
    )
  END AS problem
FROM expected e
FULL JOIN said s ON s.account_id = e.account_id AND s.principal_id = e.principal_id
WHERE s.principal_id IS NULL
  OR e.principal_id IS NULL
  OR s.times > 1
  OR s.generated_at IS DISTINCT FROM e.generated_at
  OR s.denied_services IS DISTINCT FROM e.denied_services
ORDER BY 1, 2
