-- The accounts of each snapshot: those of listed_accounts, and in a partial one those that the whole one before it named
-- and none of its own runs did; nobody looked at these. last_measured_date: of an account that a partial snapshot does
-- not measure, the last date that did.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW snapshot_accounts AS
SELECT
  CAST(a.snapshot_date AS varchar) AS snapshot_date,
  CAST(a.run_id AS varchar) AS run_id,
  CAST(a.account_id AS varchar) AS account_id,
  CAST(a.account_name AS varchar) AS account_name,
  CAST(a.account_state AS varchar) AS account_state,
  CAST(a.is_management_account AS boolean) AS is_management_account,
  CAST(a.joined_at AS timestamp) AS joined_at,
  CAST(a.ou_id AS varchar) AS ou_id,
  CAST(a.ou_path AS varchar) AS ou_path,
  CAST(a.ou_path_names AS varchar) AS ou_path_names,
  CAST(a.email AS varchar) AS email,
  CAST(a.tags AS varchar) AS tags,
  CAST(a.status AS varchar) AS status,
  CAST(a.error_code AS varchar) AS error_code,
  CAST(a.error_message AS varchar) AS error_message,
  CAST(a.principals_total AS integer) AS principals_total,
  CAST(a.principals_exported AS integer) AS principals_exported,
  CAST(a.principals_failed AS integer) AS principals_failed,
  CAST(a.principals_deleted AS integer) AS principals_deleted,
  CAST(a.started_at AS timestamp) AS started_at,
  CAST(a.finished_at AS timestamp) AS finished_at,
{{^partial_snapshots}}
  CAST(NULL AS varchar) AS last_measured_date
FROM listed_accounts a
{{/partial_snapshots}}
{{#partial_snapshots}}
  CAST(CASE WHEN a.status <> 'exported' THEN m.last_measured_date END AS varchar) AS last_measured_date
FROM listed_accounts a
LEFT JOIN last_measurements m ON m.snapshot_date = a.snapshot_date AND m.account_id = a.account_id
UNION ALL
SELECT
  CAST(d.snapshot_date AS varchar),
  CAST(NULL AS varchar),
  CAST(a.account_id AS varchar),
  CAST(a.account_name AS varchar),
  CAST(a.account_state AS varchar),
  CAST(a.is_management_account AS boolean),
  CAST(a.joined_at AS timestamp),
  CAST(a.ou_id AS varchar),
  CAST(a.ou_path AS varchar),
  CAST(a.ou_path_names AS varchar),
  CAST(a.email AS varchar),
  CAST(a.tags AS varchar),
  CAST('excluded' AS varchar),
  CAST('NotInThisRun' AS varchar),
  CAST('No run of this snapshot names the account, which an earlier one of all accounts did' AS varchar),
  CAST(NULL AS integer),
  CAST(NULL AS integer),
  CAST(NULL AS integer),
  CAST(NULL AS integer),
  CAST(NULL AS timestamp),
  CAST(NULL AS timestamp),
  CAST(m.last_measured_date AS varchar)
FROM dates_after_whole d
JOIN listed_accounts a ON a.snapshot_date = d.whole_date
LEFT JOIN listed_accounts o ON o.snapshot_date = d.snapshot_date AND o.account_id = a.account_id
LEFT JOIN last_measurements m ON m.snapshot_date = d.snapshot_date AND m.account_id = a.account_id
WHERE NOT d.is_whole
  AND a.snapshot_date < '{{last_part}}'
  AND o.account_id IS NULL
{{/partial_snapshots}}
