-- Of each snapshot what its trends are to be made of, and what those that are there were made of, and for which owners.
-- Grain: snapshot_date.
SELECT r.snapshot_date, r.made_of, max(t.made_of) AS was_made_of, max(t.owner_tags) AS owner_tags
FROM trend_runs r
LEFT JOIN derived_trends t ON t.snapshot_date = r.snapshot_date
GROUP BY r.snapshot_date, r.made_of
ORDER BY r.snapshot_date
