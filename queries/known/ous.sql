-- OUs and roots that an account of the snapshots is in.
SELECT DISTINCT t.ou_id AS name
FROM snapshot_accounts a
CROSS JOIN UNNEST(split(a.ou_path, '/')) AS t(ou_id)
WHERE a.account_id IS NOT NULL
  AND a.snapshot_date IN (:dates) -- if given
