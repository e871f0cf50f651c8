-- Of one run alone: principals whose counts are not those of their rows, and rows whose principal was not measured.
WITH service_counts AS (
  SELECT
    account_id,
    principal_arn,
    count(*) AS services,
    count(last_accessed_at) AS accessed
  FROM raw.service_last_accessed
  GROUP BY account_id, principal_arn
),
action_counts AS (
  SELECT
    account_id,
    principal_arn,
    count(*) AS actions,
    count(last_accessed_at) AS accessed
  FROM raw.action_last_accessed
  GROUP BY account_id, principal_arn
),
owners AS (
  SELECT account_id, principal_arn FROM service_counts
  UNION
  SELECT account_id, principal_arn FROM action_counts
  UNION
  SELECT account_id, principal_arn FROM raw.principals WHERE status = 'exported'
),
measured AS (
  SELECT * FROM raw.principals WHERE status = 'exported'
),
compared AS (
  SELECT
    o.account_id,
    o.principal_arn,
    m.principal_arn IS NOT NULL AS is_measured,
    concat(
      coalesce(CAST(m.services_granted AS varchar), 'null'), ', ',
      coalesce(CAST(m.services_accessed AS varchar), 'null'), ', ',
      coalesce(CAST(m.actions_tracked AS varchar), 'null'), ', ',
      coalesce(CAST(m.actions_accessed AS varchar), 'null')
    ) AS said,
    concat(
      CAST(coalesce(s.services, 0) AS varchar), ', ',
      CAST(coalesce(s.accessed, 0) AS varchar), ', ',
      CAST(coalesce(a.actions, 0) AS varchar), ', ',
      CAST(coalesce(a.accessed, 0) AS varchar)
    ) AS found
  FROM owners o
  LEFT JOIN measured m ON m.account_id = o.account_id AND m.principal_arn = o.principal_arn
  LEFT JOIN service_counts s ON s.account_id = o.account_id AND s.principal_arn = o.principal_arn
  LEFT JOIN action_counts a ON a.account_id = o.account_id AND a.principal_arn = o.principal_arn
)
SELECT
  principal_arn AS subject,
  CASE
    WHEN is_measured THEN concat(
      'says ', said, ' (services_granted, services_accessed, actions_tracked, actions_accessed), and its rows are ', found
    )
    ELSE concat('was not measured, and has rows (services, of them accessed, actions, of them accessed): ', found)
  END AS problem
FROM compared
WHERE said <> found OR NOT is_measured
ORDER BY account_id, principal_arn
