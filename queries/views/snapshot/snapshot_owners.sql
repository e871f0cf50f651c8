-- Who answers for each account (principal_id is empty), user and role of a snapshot, as `derive` wrote it beside the judgement
-- that the lake has now, by the tags or the file of owners that it was given. A snapshot without such rows has none here.
-- Grain: snapshot_date, account_id, principal_id.
CREATE OR REPLACE VIEW snapshot_owners AS
SELECT
  o.snapshot_date, o.account_id, o.principal_id,
  CASE WHEN count(*) = 1 THEN max(o.owner) END AS owner,
  CASE WHEN count(*) = 1 THEN max(o.owner_from) END AS owner_from
FROM raw.derived_owners o
JOIN judgement_runs n ON n.snapshot_date = o.snapshot_date AND n.judgement_id = o.judgement_id
GROUP BY o.snapshot_date, o.account_id, o.principal_id
