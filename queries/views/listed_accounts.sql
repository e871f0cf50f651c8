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
  FROM accounts a
  JOIN runs r ON r.run_id = a.run_id AND r.snapshot_date = a.snapshot_date
)
SELECT
  CAST(snapshot_date AS varchar) AS snapshot_date,
  CAST(run_id AS varchar) AS run_id,
  CAST(account_id AS varchar) AS account_id,
  CAST(account_name AS varchar) AS account_name,
  CAST(account_state AS varchar) AS account_state,
  CAST(is_management_account AS boolean) AS is_management_account,
  CAST(joined_at AS timestamp) AS joined_at,
  CAST(ou_id AS varchar) AS ou_id,
  CAST(ou_path AS varchar) AS ou_path,
  CAST(ou_path_names AS varchar) AS ou_path_names,
  CAST(email AS varchar) AS email,
  CAST(json_format(CAST(tags AS json)) AS varchar) AS tags,
  CAST(status AS varchar) AS status,
  CAST(error_code AS varchar) AS error_code,
  CAST(error_message AS varchar) AS error_message,
  CAST(principals_total AS integer) AS principals_total,
  CAST(principals_exported AS integer) AS principals_exported,
  CAST(principals_failed AS integer) AS principals_failed,
  CAST(principals_deleted AS integer) AS principals_deleted,
  CAST(started_at AS timestamp) AS started_at,
  CAST(finished_at AS timestamp) AS finished_at,
  CAST(run_finished_at AS timestamp) AS run_finished_at
FROM committed
WHERE preference = 1
