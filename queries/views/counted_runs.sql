-- The runs whose uses count for a snapshot: those up to 415 days before it, which may hold a use that IAM can have seen, and
-- those of the same date; of the date that answers by default later ones, too (is_default), for what they saw used is used.
-- uses_until: the date of the last of them.
-- Grain: snapshot_date, uses_until, run_id.
CREATE OR REPLACE VIEW counted_runs AS
WITH dates AS (
  SELECT snapshot_date, max(try_cast(snapshot_date AS date)) OVER () AS newest_day
  FROM raw.runs
  WHERE try_cast(snapshot_date AS date) IS NOT NULL
),
windows AS (
  SELECT snapshot_date, snapshot_date AS uses_until, snapshot_date <> '{{latest_date}}' AS is_default
  FROM dates
  WHERE snapshot_date <> '{{latest_date}}' OR snapshot_date <> CAST(newest_day AS varchar)
  UNION
  SELECT snapshot_date, CAST(newest_day AS varchar), true
  FROM dates
  WHERE snapshot_date = '{{latest_date}}'
)
SELECT
  w.snapshot_date,
  CAST(w.uses_until AS varchar) AS uses_until,
  CAST(w.is_default AS boolean) AS is_default,
  r.run_id,
  CAST(r.snapshot_date AS varchar) AS run_date
FROM windows w
JOIN raw.runs r
  ON r.snapshot_date <= w.uses_until
  AND date_diff('day', try_cast(r.snapshot_date AS date), try_cast(w.snapshot_date AS date)) <= 415
