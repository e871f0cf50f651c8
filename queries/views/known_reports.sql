-- When the report of each principal was made that a committed run measured, of whichever run the snapshot of its date
-- shows: partial and superseded ones, too. It judges nothing; a condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id.
CREATE OR REPLACE VIEW known_reports AS
SELECT
  CAST(p.snapshot_date AS varchar) AS snapshot_date,
  CAST(p.run_id AS varchar) AS run_id,
  CAST(p.account_id AS varchar) AS account_id,
  CAST(p.principal_id AS varchar) AS principal_id,
  CAST(p.generated_at AS timestamp) AS generated_at
FROM principals p
JOIN runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
WHERE p.status = 'exported'
