-- When accounts were measured last before a partial snapshot, for what it does not measure. Without a partial snapshot
-- it has no rows, and no file is read.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW last_measurements AS
SELECT
  d.snapshot_date, a.account_id,
  CAST(max(a.snapshot_date) AS varchar) AS last_measured_date
FROM dates_after_whole d
JOIN listed_accounts a ON a.snapshot_date < d.snapshot_date
WHERE NOT d.is_whole
  AND a.snapshot_date < '{{last_part}}'
  AND a.status = 'exported'
GROUP BY d.snapshot_date, a.account_id
