-- Tags of the users and roles of the chosen run.
-- Grain: snapshot_date, account_id, principal_id, tag_key.
CREATE OR REPLACE VIEW snapshot_tags AS
SELECT
  CAST(p.snapshot_date AS varchar) AS snapshot_date,
  CAST(p.account_id AS varchar) AS account_id,
  CAST(p.principal_arn AS varchar) AS principal_arn,
  CAST(p.principal_id AS varchar) AS principal_id,
  CAST(t.tag_key AS varchar) AS tag_key,
  CAST(p.tags[t.tag_key] AS varchar) AS tag_value
FROM principals p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
CROSS JOIN UNNEST(map_keys(p.tags)) AS t(tag_key)
