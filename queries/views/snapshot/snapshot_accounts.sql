-- The accounts of each snapshot: those of listed_accounts, and in a partial one those that the whole one before it named
-- and none of its runs did; nobody looked at these. last_measured_date: of an account that a partial snapshot does
-- not measure, the last date that did.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW snapshot_accounts AS
SELECT
  a.snapshot_date, a.run_id, a.account_id, a.account_name, a.account_state, a.is_management_account, a.joined_at,
  a.ou_id, a.ou_path, a.ou_path_names, a.email, a.tags, a.status, a.error_code, a.error_message, a.principals_total,
  a.principals_exported, a.principals_failed, a.principals_deleted, a.started_at, a.finished_at, a.is_closed,
  a.root_has_password, a.root_has_access_keys, a.root_has_mfa,
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
  d.snapshot_date, CAST(NULL AS varchar), a.account_id, a.account_name, a.account_state, a.is_management_account,
  a.joined_at, a.ou_id, a.ou_path, a.ou_path_names, a.email, a.tags,
  CAST('excluded' AS varchar),
  CAST('NotInThisRun' AS varchar),
  CAST('No run of this snapshot names the account, which an earlier one of all accounts did' AS varchar),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS timestamp),
  CAST(NULL AS timestamp), a.is_closed, CAST(NULL AS boolean), CAST(NULL AS boolean), CAST(NULL AS boolean),
  m.last_measured_date
FROM dates_after_whole d
JOIN listed_accounts a ON a.snapshot_date = d.whole_date
LEFT JOIN listed_accounts o ON o.snapshot_date = d.snapshot_date AND o.account_id = a.account_id
LEFT JOIN last_measurements m ON m.snapshot_date = d.snapshot_date AND m.account_id = a.account_id
WHERE NOT d.is_whole
  AND a.snapshot_date < '{{last_part}}'
  AND o.account_id IS NULL
{{/partial_snapshots}}
