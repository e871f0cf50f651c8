-- Until when uses count for a snapshot: for one that is asked by its date until that date, for the one that answers by default
-- until the newest run (is_default); both where these are two dates.
-- Grain: snapshot_date, uses_until.
CREATE OR REPLACE VIEW counted_windows AS
WITH dates AS (
  SELECT DISTINCT snapshot_date, max(try_cast(snapshot_date AS date)) OVER () AS newest_day
  FROM raw.runs
  WHERE try_cast(snapshot_date AS date) IS NOT NULL
)
SELECT
  d.snapshot_date,
  CAST(CASE WHEN t.is_latest THEN CAST(d.newest_day AS varchar) ELSE d.snapshot_date END AS varchar) AS uses_until,
  CAST(t.is_latest OR d.snapshot_date <> '{{latest_date}}' AS boolean) AS is_default
FROM dates d
CROSS JOIN UNNEST(
  CASE
    WHEN d.snapshot_date <> '{{latest_date}}' THEN ARRAY[false]
    WHEN d.snapshot_date = CAST(d.newest_day AS varchar) THEN ARRAY[true]
    ELSE ARRAY[false, true]
  END
) AS t(is_latest)
