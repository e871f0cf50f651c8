-- Of one run alone: totals of an account, and of the run, that are not those of their rows.
WITH listed AS (
  SELECT
    account_id,
    count(*) AS total,
    count(DISTINCT principal_id) AS ids,
    sum(CASE WHEN status = 'exported' THEN 1 ELSE 0 END) AS exported,
    sum(CASE WHEN status = 'failed' THEN 1 ELSE 0 END) AS failed,
    sum(CASE WHEN status = 'deleted' THEN 1 ELSE 0 END) AS deleted
  FROM raw.principals
  GROUP BY account_id
),
account_totals AS (
  SELECT
    a.account_id,
    concat(
      CAST(a.principals_total AS varchar), ', ',
      coalesce(CAST(a.principals_exported AS varchar), 'null'), ', ',
      coalesce(CAST(a.principals_failed AS varchar), 'null'), ', ',
      coalesce(CAST(a.principals_deleted AS varchar), 'null')
    ) AS said,
    concat(
      CAST(coalesce(l.total, 0) AS varchar), ', ',
      CAST(coalesce(l.exported, 0) AS varchar), ', ',
      CAST(coalesce(l.failed, 0) AS varchar), ', ',
      CAST(coalesce(l.deleted, 0) AS varchar)
    ) AS found
  FROM raw.accounts a
  LEFT JOIN listed l ON l.account_id = a.account_id
  WHERE a.principals_total IS NOT NULL
),
run_totals AS (
  SELECT 'accounts_total' AS total, accounts_total AS said, (SELECT count(DISTINCT account_id) FROM raw.accounts) AS found
  FROM raw.runs
  UNION ALL
  SELECT 'accounts_exported', accounts_exported, (SELECT count(*) FROM raw.accounts WHERE status = 'exported') FROM raw.runs
  UNION ALL
  SELECT 'accounts_failed', accounts_failed, (SELECT count(*) FROM raw.accounts WHERE status = 'failed') FROM raw.runs
  UNION ALL
  SELECT 'accounts_skipped', accounts_skipped, (SELECT count(*) FROM raw.accounts WHERE status = 'skipped') FROM raw.runs
  UNION ALL
  SELECT 'accounts_excluded', accounts_excluded, (SELECT count(*) FROM raw.accounts WHERE status = 'excluded') FROM raw.runs
  UNION ALL
  SELECT 'principals_total', principals_total, (SELECT count(*) FROM raw.principals) FROM raw.runs
  UNION ALL
  SELECT 'principals_exported', principals_exported, (SELECT count(*) FROM raw.principals WHERE status = 'exported') FROM raw.runs
  UNION ALL
  SELECT 'principals_failed', principals_failed, (SELECT count(*) FROM raw.principals WHERE status = 'failed') FROM raw.runs
  UNION ALL
  SELECT 'principals_deleted', principals_deleted, (SELECT count(*) FROM raw.principals WHERE status = 'deleted') FROM raw.runs
  UNION ALL
  SELECT 'service_rows', service_rows, (SELECT count(*) FROM raw.service_last_accessed) FROM raw.runs
  UNION ALL
  SELECT 'action_rows', action_rows, (SELECT count(*) FROM raw.action_last_accessed) FROM raw.runs
)
SELECT
  account_id AS subject,
  concat(
    'says ', said, ' (principals_total, principals_exported, principals_failed, principals_deleted), and its rows are ', found
  ) AS problem
FROM account_totals
WHERE said <> found
UNION ALL
SELECT account_id AS subject, concat('lists a principal twice: ', CAST(total - ids AS varchar), ' rows too many') AS problem
FROM listed
WHERE total <> ids
UNION ALL
SELECT
  'runs' AS subject,
  concat('says ', total, ' ', CAST(said AS varchar), ', and there are ', CAST(found AS varchar)) AS problem
FROM run_totals
WHERE said <> found
ORDER BY 1, 2
