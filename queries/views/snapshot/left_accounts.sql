-- Accounts that the whole snapshot before a whole one named and that it does not list: they left the organization. The
-- first snapshot without them has them, and no later one: what is not there any more is no gap.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW left_accounts AS
SELECT
  d.snapshot_date, a.account_id, a.account_name, a.ou_path, a.ou_path_names,
  CAST(NULL AS varchar) AS principal_arn,
  CAST(NULL AS varchar) AS principal_name,
  CAST(NULL AS varchar) AS tags,
  CAST('left' AS varchar) AS status,
  CAST('Left' AS varchar) AS error_code,
  CAST(concat('The account is not listed any more; the snapshot of ', d.whole_date, ' was the last with it') AS varchar)
    AS error_message
FROM dates_after_whole d
JOIN listed_accounts a ON a.snapshot_date = d.whole_date
LEFT JOIN listed_accounts o ON o.snapshot_date = d.snapshot_date AND o.account_id = a.account_id
WHERE d.is_whole
  AND o.account_id IS NULL
