-- OUs and roots that an account of the snapshots is in: their names, whole from the root down and alone, before their IDs.
SELECT DISTINCT t.name || '=' || o.ou_id AS name
FROM account_ous o
CROSS JOIN UNNEST(ARRAY[o.ou_name, regexp_extract(o.ou_name, '[^/]+$')]) AS t(name)
WHERE o.ou_id IS NOT NULL
  AND o.snapshot_date IN (:dates) -- if given
