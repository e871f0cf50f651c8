-- What the worklists of two dates would be made of now, and what that of the first was made of, for which owners and by
-- which statements.
-- Grain: snapshot_date.
SELECT r.snapshot_date, r.made_of, w.made_of, w.compared_made_of, w.owner_tags, w.judged_by
FROM trend_runs r
LEFT JOIN (
  SELECT
    snapshot_date, max(made_of) AS made_of, max(compared_made_of) AS compared_made_of, max(owner_tags) AS owner_tags,
    max(judged_by) AS judged_by
  FROM raw.derived_worklist
  WHERE snapshot_date = ?
  GROUP BY snapshot_date
) AS w ON w.snapshot_date = r.snapshot_date
WHERE r.snapshot_date IN (?, ?)
