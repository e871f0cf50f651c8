-- What the worklist of a date was made of, for which owners and by which statements, and what it and that of the date before
-- would be made of now. The dates of runs are bound, for a view of Athena may be older than the newest run.
-- Grain: made_of, compared_made_of, owner_tags, judged_by; several rows: files of different runs lie side by side.
SELECT w.made_of, w.compared_made_of, w.owner_tags, w.judged_by, n.made_of AS made_of_now, b.made_of AS compared_now
FROM (
  SELECT DISTINCT made_of, compared_made_of, owner_tags, judged_by
  FROM raw.derived_worklist
  WHERE snapshot_date = ?
) AS w
CROSS JOIN (
  SELECT array_join(array_sort(array_agg(run_id)), ',') AS made_of
  FROM raw.runs
  WHERE try_cast(snapshot_date AS date) IS NOT NULL
    AND snapshot_date BETWEEN ? AND ?
) AS n
CROSS JOIN (
  SELECT array_join(array_sort(array_agg(run_id)), ',') AS made_of
  FROM raw.runs
  WHERE try_cast(snapshot_date AS date) IS NOT NULL
    AND snapshot_date BETWEEN ? AND ?
) AS b
