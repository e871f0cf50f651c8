-- For each snapshot_date and account the newest committed run that exported it, else the newest that failed,
-- else skipped, else excluded it. What no committed run wrote is never shown. Tags are JSON.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW listed_accounts AS
WITH committed AS (
  SELECT
    a.*,
    r.finished_at AS run_finished_at,
    row_number() OVER (
      PARTITION BY a.snapshot_date, a.account_id
      ORDER BY
        CASE a.status WHEN 'exported' THEN 1 WHEN 'failed' THEN 2 WHEN 'skipped' THEN 3 ELSE 4 END,
        a.run_id DESC
    ) AS preference
  FROM raw.accounts a
  JOIN raw.runs r ON r.run_id = a.run_id AND r.snapshot_date = a.snapshot_date
)
SELECT
  snapshot_date, run_id, account_id, account_name, account_state, is_management_account, joined_at, ou_id, ou_path,
  ou_path_names, email,
  CAST(json_format(CAST(tags AS json)) AS varchar) AS tags,
  status, error_code, error_message, principals_total, principals_exported, principals_failed, principals_deleted,
  started_at, finished_at, root_has_password, root_has_access_keys, root_has_mfa, run_finished_at,
  CAST(coalesce(account_state IN ('SUSPENDED', 'CLOSED'), false) AS boolean) AS is_closed
FROM committed
WHERE preference = 1
