-- What the trends of a snapshot are to be made of: its runs, and those up to 415 days before it, which may hold a use
-- that IAM can have seen.
-- Grain: snapshot_date.
CREATE OR REPLACE VIEW trend_runs AS
SELECT
  CAST(d.snapshot_date AS varchar) AS snapshot_date,
  CAST(array_join(array_agg(r.run_id ORDER BY r.run_id), ',') AS varchar) AS made_of
FROM (SELECT DISTINCT snapshot_date FROM runs) AS d
JOIN runs r
  ON r.snapshot_date <= d.snapshot_date
  AND r.snapshot_date >= CAST(CAST(try_cast(d.snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar)
GROUP BY d.snapshot_date
