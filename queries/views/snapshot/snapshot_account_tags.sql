-- Tags in the organization of the accounts of each snapshot, as snapshot_accounts has these. An account whose tags could
-- not be read has none here, as one without tags.
-- Grain: snapshot_date, account_id, tag_key.
CREATE OR REPLACE VIEW snapshot_account_tags AS
SELECT
  a.snapshot_date, a.account_id, t.tag_key,
  CAST(a.tags[t.tag_key] AS varchar) AS tag_value
FROM raw.accounts a
JOIN listed_accounts l
  ON l.snapshot_date = a.snapshot_date AND l.account_id = a.account_id AND l.run_id = a.run_id
CROSS JOIN UNNEST(map_keys(a.tags)) AS t(tag_key)
{{#partial_snapshots}}
UNION ALL
SELECT
  d.snapshot_date, a.account_id, t.tag_key,
  CAST(a.tags[t.tag_key] AS varchar)
FROM dates_after_whole d
JOIN listed_accounts l ON l.snapshot_date = d.whole_date
JOIN raw.accounts a ON a.snapshot_date = l.snapshot_date AND a.account_id = l.account_id AND a.run_id = l.run_id
LEFT JOIN listed_accounts o ON o.snapshot_date = d.snapshot_date AND o.account_id = l.account_id
CROSS JOIN UNNEST(map_keys(a.tags)) AS t(tag_key)
WHERE NOT d.is_whole
  AND l.snapshot_date < '{{last_part}}'
  AND o.account_id IS NULL
{{/partial_snapshots}}
