-- Of one run alone: facts whose counts are not those of the rows that they were made of, that are not there, or whose
-- principal is another, statements of a document that no policy, inline policy or role of the run has, and accounts with
-- documents and without a statement.
WITH uses AS (
  SELECT 'action_uses' AS fact, principal_arn AS subject, count(*) AS uses, max(last_accessed_at) AS latest
  FROM raw.action_uses
  GROUP BY principal_arn
  UNION ALL
  SELECT 'service_uses', principal_arn, count(*), max(last_accessed_at) FROM raw.service_uses GROUP BY principal_arn
  UNION ALL
  SELECT 'principal_uses', concat(principal_arn, coalesce(' in ' || last_accessed_region, ' in no Region')), count(*), max(last_accessed_at)
  FROM raw.principal_uses
  GROUP BY principal_arn, last_accessed_region
  UNION ALL
  SELECT 'principal_uses', principal_arn, count(*), max(last_service_accessed_at)
  FROM raw.principal_uses
  WHERE last_service_accessed_at IS NOT NULL
  GROUP BY principal_arn
),
used_rows AS (
  SELECT 'action_uses' AS fact, principal_arn AS subject, count(*) AS uses, max(last_accessed_at) AS latest
  FROM raw.action_last_accessed
  WHERE last_accessed_at IS NOT NULL
  GROUP BY principal_arn
  UNION ALL
  SELECT 'service_uses', principal_arn, count(*), max(last_accessed_at)
  FROM raw.service_last_accessed
  WHERE last_accessed_at IS NOT NULL
  GROUP BY principal_arn
  UNION ALL
  SELECT 'principal_uses', concat(principal_arn, coalesce(' in ' || last_accessed_region, ' in no Region')), 1, max(last_accessed_at)
  FROM (
    SELECT principal_arn, last_accessed_region, last_accessed_at FROM raw.service_last_accessed
    UNION ALL
    SELECT principal_arn, last_accessed_region, last_accessed_at FROM raw.action_last_accessed
  ) AS accessed
  WHERE last_accessed_at IS NOT NULL
  GROUP BY principal_arn, last_accessed_region
  UNION ALL
  SELECT 'principal_uses', principal_arn, count(DISTINCT coalesce('in ' || last_accessed_region, '')), max(last_accessed_at)
  FROM raw.service_last_accessed
  WHERE last_accessed_at IS NOT NULL
  GROUP BY principal_arn
),
measured AS (
  SELECT * FROM raw.principals WHERE status = 'exported'
),
users AS (
  SELECT DISTINCT
    'action_uses' AS fact, account_id, principal_arn, principal_id, principal_type, permission_set_name, is_service_linked
  FROM raw.action_uses
  UNION ALL
  SELECT DISTINCT
    'service_uses', account_id, principal_arn, principal_id, principal_type, permission_set_name, is_service_linked
  FROM raw.service_uses
  UNION ALL
  SELECT DISTINCT
    'principal_uses', account_id, principal_arn, principal_id, principal_type, permission_set_name, is_service_linked
  FROM raw.principal_uses
),
said AS (
  SELECT 'account_counts' AS fact, account_id AS subject, concat(
    CAST(sum(principals) AS varchar), ', ',
    CAST(sum(services_granted) AS varchar), ', ',
    CAST(sum(services_accessed) AS varchar), ', ',
    CAST(sum(actions_tracked) AS varchar), ', ',
    CAST(sum(actions_accessed) AS varchar)
  ) AS counts
  FROM raw.account_counts
  GROUP BY account_id
  UNION ALL
  SELECT 'account_permission_set_counts', concat(account_id, ' ', permission_set_name), concat(
    CAST(sum(principals) AS varchar), ', ',
    CAST(sum(services_granted) AS varchar), ', ',
    CAST(sum(services_accessed) AS varchar), ', ',
    CAST(sum(actions_tracked) AS varchar), ', ',
    CAST(sum(actions_accessed) AS varchar)
  )
  FROM raw.account_permission_set_counts
  GROUP BY account_id, permission_set_name
  UNION ALL
  SELECT 'account_service_counts', concat(account_id, ' ', service_namespace), concat(
    CAST(sum(principals_granted) AS varchar), ', ',
    CAST(sum(principals_accessed) AS varchar), ', ',
    CAST(sum(actions_tracked) AS varchar), ', ',
    CAST(sum(actions_accessed) AS varchar)
  )
  FROM raw.account_service_counts
  GROUP BY account_id, service_namespace
  UNION ALL
  SELECT 'seen_actions', service_namespace, concat(
    CAST(count(*) AS varchar), ', ', CAST(count(DISTINCT action_name) AS varchar)
  )
  FROM raw.seen_actions
  GROUP BY service_namespace
  UNION ALL
  SELECT 'seen_services', service_namespace, CAST(count(*) AS varchar)
  FROM raw.seen_services
  GROUP BY service_namespace
),
found AS (
  SELECT 'account_counts' AS fact, account_id AS subject, concat(
    CAST(count(*) AS varchar), ', ',
    CAST(sum(services_granted) AS varchar), ', ',
    CAST(sum(services_accessed) AS varchar), ', ',
    CAST(sum(actions_tracked) AS varchar), ', ',
    CAST(sum(actions_accessed) AS varchar)
  ) AS counts
  FROM measured
  GROUP BY account_id
  UNION ALL
  SELECT 'account_permission_set_counts', concat(account_id, ' ', permission_set_name), concat(
    CAST(count(*) AS varchar), ', ',
    CAST(sum(services_granted) AS varchar), ', ',
    CAST(sum(services_accessed) AS varchar), ', ',
    CAST(sum(actions_tracked) AS varchar), ', ',
    CAST(sum(actions_accessed) AS varchar)
  )
  FROM measured
  WHERE permission_set_name IS NOT NULL
  GROUP BY account_id, permission_set_name
  UNION ALL
  SELECT 'account_service_counts', concat(account_id, ' ', service_namespace), concat(
    CAST(count(*) AS varchar), ', ',
    CAST(count(last_accessed_at) AS varchar), ', ',
    CAST(sum(actions_tracked) AS varchar), ', ',
    CAST(sum(actions_accessed) AS varchar)
  )
  FROM raw.service_last_accessed
  GROUP BY account_id, service_namespace
  UNION ALL
  SELECT 'seen_actions', service_namespace, concat(
    CAST(count(DISTINCT action_name) AS varchar), ', ', CAST(count(DISTINCT action_name) AS varchar)
  )
  FROM raw.action_last_accessed
  GROUP BY service_namespace
  UNION ALL
  SELECT DISTINCT 'seen_services', service_namespace, '1'
  FROM raw.service_last_accessed
),
owners AS (
  SELECT account_id, policy_arn AS owner_arn FROM raw.policies
  UNION
  SELECT account_id, owner_arn FROM raw.inline_policies
  UNION
  SELECT account_id, principal_arn FROM raw.principals
),
documents AS (
  SELECT account_id FROM raw.policies
  UNION
  SELECT account_id FROM raw.inline_policies
  UNION
  SELECT account_id FROM raw.principals WHERE principal_type = 'role'
),
wrong AS (
  SELECT
    coalesce(u.subject, r.subject) AS subject,
    concat(
      'has in ', coalesce(u.fact, r.fact), ' ', CAST(coalesce(u.uses, 0) AS varchar), ' uses, the last at ',
      coalesce(CAST(u.latest AS varchar), 'no time'), ', and in its rows ', CAST(coalesce(r.uses, 0) AS varchar),
      ', the last at ', coalesce(CAST(r.latest AS varchar), 'no time')
    ) AS problem
  FROM uses u
  FULL JOIN used_rows r ON r.fact = u.fact AND r.subject = u.subject
  WHERE u.uses IS DISTINCT FROM r.uses OR u.latest IS DISTINCT FROM r.latest
  UNION ALL
  SELECT
    coalesce(s.subject, f.subject),
    concat(
      'has in ', coalesce(s.fact, f.fact), ' ', coalesce(s.counts, 'nothing'), ', and its rows are ',
      coalesce(f.counts, 'none')
    )
  FROM said s
  FULL JOIN found f ON f.fact = s.fact AND f.subject = s.subject
  WHERE s.counts IS DISTINCT FROM f.counts
  UNION ALL
  SELECT DISTINCT u.principal_arn, concat('has in ', u.fact, ' another principal than its row of principals')
  FROM users u
  LEFT JOIN measured p ON p.account_id = u.account_id AND p.principal_arn = u.principal_arn
  WHERE u.principal_id IS DISTINCT FROM p.principal_id
    OR u.principal_type IS DISTINCT FROM p.principal_type
    OR u.permission_set_name IS DISTINCT FROM p.permission_set_name
    OR u.is_service_linked IS DISTINCT FROM p.is_service_linked
  UNION ALL
  SELECT DISTINCT s.owner_arn, 'has policy_statements, and is no policy, group, user or role of the run'
  FROM raw.policy_statements s
  LEFT JOIN owners o ON o.account_id = s.account_id AND o.owner_arn = s.owner_arn
  WHERE o.owner_arn IS NULL
  UNION ALL
  SELECT DISTINCT d.account_id, 'has documents of policies, and no policy_statements'
  FROM documents d
  LEFT JOIN raw.policy_statements s ON s.account_id = d.account_id
  WHERE s.account_id IS NULL
)
SELECT w.subject, w.problem
FROM wrong w
ORDER BY w.subject, w.problem
