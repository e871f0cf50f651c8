-- How much of each snapshot was measured, for BI tools: the one view that says so, for gaps are in no other bi_ view.
-- sum(account_coverage) / sum(accounts) is the coverage of one date under any filter: an account that was not measured to
-- the end counts 0 in it, as nobody knows whom it holds.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW bi_coverage AS
WITH named AS (
  SELECT
    a.*,
    CASE
      WHEN length(ou_path) - length(replace(ou_path, '/', '')) = length(ou_path_names) - length(replace(ou_path_names, '/', ''))
        THEN ou_path_names
      ELSE ou_path
    END AS ou_names,
    a.status = 'exported' AND a.principals_exported IS NOT NULL AND a.principals_failed IS NOT NULL AS is_listed
  FROM snapshot_accounts a
)
SELECT
  CAST(snapshot_date AS date) AS snapshot_date,
  CAST(if(snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  account_id, account_name, account_state,
  CAST(nullif(split_part(ou_names, '/', 2), '') AS varchar) AS ou_level_1,
  CAST(nullif(split_part(ou_names, '/', 3), '') AS varchar) AS ou_level_2,
  CAST(nullif(split_part(ou_names, '/', 4), '') AS varchar) AS ou_level_3,
  CAST(nullif(split_part(ou_names, '/', 5), '') AS varchar) AS ou_level_4,
  status, error_code,
  CAST(try_cast(last_measured_date AS date) AS date) AS last_measured_date,
  CAST(1 AS integer) AS accounts,
  CAST(if(is_listed AND principals_failed = 0, 1, 0) AS integer) AS accounts_complete,
  CAST(if(is_listed AND principals_failed = 0, 0, 1) AS integer) AS accounts_incomplete,
  CAST(
    CASE
      WHEN NOT is_listed THEN 0
      WHEN principals_failed = 0 THEN 1
      ELSE CAST(principals_exported AS double) / (principals_exported + principals_failed)
    END AS double
  ) AS account_coverage,
  CAST(coalesce(principals_failed, 0) AS integer) AS principals_failed
FROM named
