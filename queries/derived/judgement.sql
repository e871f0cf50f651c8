-- The judgement of a date whose tables are what the lake is judged by now, as it says itself and as the views say; no row: there is
-- none.
SELECT s.judgement_id, n.made_of
FROM judgement_state s
JOIN judgement_runs n ON n.snapshot_date = s.snapshot_date
JOIN raw.derived_judgements j
  ON j.snapshot_date = s.snapshot_date AND j.judgement_id = s.judgement_id AND j.made_of = n.made_of
WHERE s.snapshot_date = ?
  AND s.uses_until = ?
  AND s.state = 'current'
