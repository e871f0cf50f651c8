-- What the trends of a snapshot are to be made of: its runs, and those up to 415 days before it, which may hold a use
-- that IAM can have seen; of the date that answers by default the later ones too, for what they saw used is used. Reads
-- the runs once: of ten years of dates they are most of what a trend costs.
-- Grain: snapshot_date.
CREATE OR REPLACE VIEW trend_runs AS
SELECT DISTINCT
  snapshot_date,
  CAST(
    array_join(array_sort(CASE WHEN snapshot_date = '{{latest_date}}' THEN all_run_ids ELSE run_ids END), ',') AS varchar
  ) AS made_of
FROM (
  SELECT
    snapshot_date,
    array_agg(run_id) OVER (
      ORDER BY try_cast(snapshot_date AS date)
      RANGE BETWEEN INTERVAL '415' DAY PRECEDING AND CURRENT ROW
    ) AS run_ids,
    array_agg(run_id) OVER (
      ORDER BY try_cast(snapshot_date AS date)
      RANGE BETWEEN INTERVAL '415' DAY PRECEDING AND UNBOUNDED FOLLOWING
    ) AS all_run_ids
  FROM raw.runs
  WHERE try_cast(snapshot_date AS date) IS NOT NULL
) AS windows
