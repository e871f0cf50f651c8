-- Runs up to a date that measured somebody, and whose manifest names no file of principal_grants: what they measured cannot
-- be judged. The oldest first.
-- Grain: run_id.
SELECT run_id, snapshot_date
FROM raw.runs
WHERE snapshot_date <= ?
  AND principals_exported > 0
  AND strpos(manifest, '"principal_grants/') = 0
ORDER BY run_id
LIMIT 1
