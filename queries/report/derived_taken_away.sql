-- question: What was taken away since the snapshot of all accounts before, as the trends of the date say?
-- topic: none
-- grain: the date; no row where its trends are stale or were not made
-- limits: As those of trends.
SELECT services_taken_away, actions_taken_away
FROM trends
WHERE snapshot_date = :snapshot_date
  AND dimension = 'organization'
