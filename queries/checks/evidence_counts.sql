-- Of one run alone: account_counts, account_service_counts and account_permission_set_counts that are not, as sets of whole
-- rows, what the rows of principals, services and actions make by band of evidence.
WITH measured AS (
  SELECT
    account_id, principal_arn, permission_set_name, created_at, generated_at
  FROM raw.principals
  WHERE status = 'exported'
),
-- Where either day is not known, neither is the evidence.
tracking AS (
  SELECT service_namespace, action_name, max(tracked_since) AS tracked_since
  FROM raw.actions
  GROUP BY service_namespace, action_name
),
action_rows AS (
  SELECT
    m.account_id, m.permission_set_name, a.service_namespace, m.generated_at, a.last_accessed_at,
    CASE WHEN m.created_at IS NOT NULL AND t.tracked_since IS NOT NULL THEN greatest(m.created_at, t.tracked_since) END
      AS looked_at_from
  FROM raw.action_last_accessed a
  JOIN measured m ON m.account_id = a.account_id AND m.principal_arn = a.principal_arn
  LEFT JOIN tracking t ON t.service_namespace = a.service_namespace AND t.action_name = a.action_name
),
granted AS (
  SELECT
    'principal' AS kind, account_id, permission_set_name, CAST(NULL AS varchar) AS service_namespace,
    date_diff('millisecond', created_at, generated_at) AS evidence_ms, count(*) AS granted, CAST(0 AS bigint) AS accessed
  FROM measured
  GROUP BY account_id, permission_set_name, date_diff('millisecond', created_at, generated_at)
  UNION ALL
  SELECT
    'service', m.account_id, m.permission_set_name, s.service_namespace,
    date_diff('millisecond', m.created_at, m.generated_at), count(*), count(s.last_accessed_at)
  FROM raw.service_last_accessed s
  JOIN measured m ON m.account_id = s.account_id AND m.principal_arn = s.principal_arn
  GROUP BY
    m.account_id, m.permission_set_name, s.service_namespace,
    date_diff('millisecond', m.created_at, m.generated_at)
  UNION ALL
  SELECT
    'action', account_id, permission_set_name, service_namespace,
    date_diff('millisecond', looked_at_from, generated_at), count(*), count(last_accessed_at)
  FROM action_rows
  GROUP BY
    account_id, permission_set_name, service_namespace, date_diff('millisecond', looked_at_from, generated_at)
),
banded AS (
  SELECT
    kind, account_id, permission_set_name, service_namespace, granted, accessed,
    CASE
      WHEN evidence_ms IS NULL THEN NULL
      WHEN evidence_ms / 86400000.0 >= 400 THEN 400
      WHEN evidence_ms / 86400000.0 >= 365 THEN 365
      WHEN evidence_ms / 86400000.0 >= 270 THEN 270
      WHEN evidence_ms / 86400000.0 >= 180 THEN 180
      WHEN evidence_ms / 86400000.0 >= 90 THEN 90
      WHEN evidence_ms / 86400000.0 >= 60 THEN 60
      WHEN evidence_ms / 86400000.0 >= 30 THEN 30
      ELSE 0
    END AS evidence_days_from
  FROM granted
),
counted AS (
  SELECT
    account_id, permission_set_name, service_namespace, evidence_days_from,
    CASE WHEN kind = 'principal' THEN granted ELSE 0 END AS principals,
    CASE WHEN kind = 'service' THEN granted ELSE 0 END AS services_granted,
    CASE WHEN kind = 'service' THEN accessed ELSE 0 END AS services_accessed,
    CASE WHEN kind = 'action' THEN granted ELSE 0 END AS actions_tracked,
    CASE WHEN kind = 'action' THEN accessed ELSE 0 END AS actions_accessed
  FROM banded
),
demanded AS (
  SELECT
    'account_counts' AS fact, account_id, '' AS part, evidence_days_from, CAST(sum(principals) AS bigint) AS principals,
    CAST(sum(services_granted) AS bigint) AS services_granted, CAST(sum(services_accessed) AS bigint) AS services_accessed,
    CAST(sum(actions_tracked) AS bigint) AS actions_tracked, CAST(sum(actions_accessed) AS bigint) AS actions_accessed
  FROM counted
  GROUP BY account_id, evidence_days_from
  UNION ALL
  SELECT
    'account_permission_set_counts', account_id, permission_set_name, evidence_days_from, CAST(sum(principals) AS bigint),
    CAST(sum(services_granted) AS bigint), CAST(sum(services_accessed) AS bigint),
    CAST(sum(actions_tracked) AS bigint), CAST(sum(actions_accessed) AS bigint)
  FROM counted
  WHERE permission_set_name IS NOT NULL
  GROUP BY account_id, permission_set_name, evidence_days_from
  UNION ALL
  SELECT
    'account_service_counts', account_id, service_namespace, evidence_days_from, CAST(0 AS bigint),
    CAST(sum(services_granted) AS bigint), CAST(sum(services_accessed) AS bigint),
    CAST(sum(actions_tracked) AS bigint), CAST(sum(actions_accessed) AS bigint)
  FROM counted
  WHERE service_namespace IS NOT NULL
  GROUP BY account_id, service_namespace, evidence_days_from
),
stored AS (
  SELECT
    'account_counts' AS fact, account_id, '' AS part, evidence_days_from, CAST(principals AS bigint) AS principals,
    services_granted, services_accessed, actions_tracked, actions_accessed
  FROM raw.account_counts
  UNION ALL
  SELECT
    'account_permission_set_counts', account_id, permission_set_name, evidence_days_from, CAST(principals AS bigint),
    services_granted, services_accessed, actions_tracked, actions_accessed
  FROM raw.account_permission_set_counts
  UNION ALL
  SELECT
    'account_service_counts', account_id, service_namespace, evidence_days_from, CAST(0 AS bigint),
    CAST(principals_granted AS bigint), CAST(principals_accessed AS bigint), actions_tracked, actions_accessed
  FROM raw.account_service_counts
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
)
SELECT
  account_id AS subject,
  concat(
    kind, ' in ', fact, coalesce(' for ' || nullif(part, ''), ''), ', with evidence ',
    coalesce('from ' || CAST(evidence_days_from AS varchar) || ' days', 'that is not known'), ', the counts ',
    coalesce(CAST(principals AS varchar), 'null'), ', ', coalesce(CAST(services_granted AS varchar), 'null'), ', ',
    coalesce(CAST(services_accessed AS varchar), 'null'), ', ', coalesce(CAST(actions_tracked AS varchar), 'null'), ', ',
    coalesce(CAST(actions_accessed AS varchar), 'null'),
    CASE kind WHEN 'has' THEN ', which its rows do not make' ELSE ', which its rows make' END
  ) AS problem
FROM differing
ORDER BY 1, 2
