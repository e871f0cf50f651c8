-- Of each snapshot what its trends and worklist are to be made of, and of those that are there what they were
-- made of, what the snapshot was made of that they are compared with, for which owners, and by which statements; whether
-- its judgement is current; and of the owners beside that one, by which tags or file and by which statements.
-- Grain: snapshot_date.
SELECT
  r.snapshot_date, r.made_of,
  t.made_of AS trends_made_of, t.compared_made_of AS trends_compared_made_of, t.owner_tags AS trends_owner_tags,
  t.judged_by AS trends_judged_by,
  w.made_of AS worklist_made_of, w.compared_made_of AS worklist_compared_made_of, w.owner_tags AS worklist_owner_tags,
  w.judged_by AS worklist_judged_by,
  j.state AS judgement_state, o.owner_tags AS owners_owner_tags, o.judged_by AS owners_judged_by
FROM trend_runs r
LEFT JOIN (
  SELECT
    snapshot_date, max(made_of) AS made_of, max(compared_made_of) AS compared_made_of, max(owner_tags) AS owner_tags,
    max(judged_by) AS judged_by
  FROM raw.derived_trends
  GROUP BY snapshot_date
) AS t ON t.snapshot_date = r.snapshot_date
LEFT JOIN (
  SELECT
    snapshot_date, max(made_of) AS made_of, max(compared_made_of) AS compared_made_of, max(owner_tags) AS owner_tags,
    max(judged_by) AS judged_by
  FROM raw.derived_worklist
  GROUP BY snapshot_date
) AS w ON w.snapshot_date = r.snapshot_date
LEFT JOIN judgement_state j ON j.snapshot_date = r.snapshot_date
LEFT JOIN (
  SELECT snapshot_date, judgement_id, max(owner_tags) AS owner_tags, max(judged_by) AS judged_by
  FROM raw.derived_owners
  GROUP BY snapshot_date, judgement_id
) AS o ON o.snapshot_date = j.snapshot_date AND o.judgement_id = j.judgement_id
ORDER BY r.snapshot_date
