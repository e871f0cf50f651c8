-- What the subjects of a date would be made of now, what they were made of, and by which statements.
-- Grain: one row; none where the date has no run.
SELECT r.made_of, s.made_of, s.judged_by
FROM trend_runs r
LEFT JOIN (
  SELECT snapshot_date, max(made_of) AS made_of, max(judged_by) AS judged_by
  FROM raw.derived_subjects
  WHERE snapshot_date = ?
  GROUP BY snapshot_date
) AS s ON s.snapshot_date = r.snapshot_date
WHERE r.snapshot_date = ?
