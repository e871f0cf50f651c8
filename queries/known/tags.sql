-- Tags of users and roles of the snapshots: keys, and keys with their values.
SELECT DISTINCT t.name
FROM snapshot_tags s
CROSS JOIN UNNEST(ARRAY[s.tag_key, s.tag_key || '=' || s.tag_value]) AS t(name)
WHERE t.name IS NOT NULL
  AND s.snapshot_date IN (:dates) -- if given
