-- What the subjects of a date were made of, and by which statements, and what they would be made of now. The dates of runs
-- are bound, for a view of Athena may be older than the newest run.
-- Grain: made_of, judged_by; several rows: files of different runs lie side by side.
SELECT s.made_of, s.judged_by, n.made_of AS made_of_now
FROM (
  SELECT DISTINCT made_of, judged_by
  FROM raw.derived_subjects
  WHERE snapshot_date = ?
) AS s
CROSS JOIN (
  SELECT array_join(array_sort(array_agg(run_id)), ',') AS made_of
  FROM raw.runs
  WHERE try_cast(snapshot_date AS date) IS NOT NULL
    AND snapshot_date BETWEEN ? AND ?
) AS n
