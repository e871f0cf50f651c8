-- Regions that IAM does not track, as tags whose key speaks of a Region name them, alone or in a list and in any case: who
-- works there leaves no trace, RoleLastUsed included.
-- Grain: snapshot_date, account_id, principal_id, region.
CREATE OR REPLACE VIEW tag_regions AS
SELECT DISTINCT t.snapshot_date, t.account_id, t.principal_id, w.region
FROM snapshot_tags t
CROSS JOIN UNNEST(regexp_extract_all(lower(t.tag_value), '[a-z0-9._-]+')) AS w(region)
LEFT JOIN tracked_regions r ON r.region = w.region
WHERE lower(t.tag_key) LIKE '%region%'
  AND regexp_extract(w.region, '^[a-z]{2,5}(-[a-z]+)+-[0-9]+$') = w.region
  AND r.region IS NULL
