-- Tags of the users and roles of the chosen run.
-- Grain: snapshot_date, account_id, principal_id, tag_key.
CREATE OR REPLACE VIEW snapshot_tags AS
SELECT
  p.snapshot_date, p.account_id, p.principal_arn, p.principal_id, t.tag_key,
  CAST(p.tags[t.tag_key] AS varchar) AS tag_value
FROM raw.principals p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
CROSS JOIN UNNEST(map_keys(p.tags)) AS t(tag_key)
