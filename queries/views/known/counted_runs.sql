-- The runs whose uses count for a snapshot: those up to 415 days before it, which may hold a use that IAM can have seen, and
-- those of the same date; of the date that answers by default later ones, too (is_default), for what they saw used is used.
-- uses_until: the date of the last of them.
-- Grain: snapshot_date, uses_until, run_id.
CREATE OR REPLACE VIEW counted_runs AS
SELECT
  w.snapshot_date,
  CAST(w.uses_until AS varchar) AS uses_until,
  CAST(w.is_default AS boolean) AS is_default,
  r.run_id,
  CAST(r.snapshot_date AS varchar) AS run_date
FROM counted_windows w
JOIN raw.runs r
  ON r.snapshot_date <= w.uses_until
  AND date_diff('day', try_cast(r.snapshot_date AS date), try_cast(w.snapshot_date AS date)) <= 415
