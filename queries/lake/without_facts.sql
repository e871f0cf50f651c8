-- Runs up to a date that measured somebody, and whose manifest names no file of a table without which nobody can be judged:
-- what is granted, or who used anything where something was used. The oldest first.
-- Grain: run_id.
SELECT
  run_id, snapshot_date,
  CASE WHEN strpos(manifest, '"principal_grants/') = 0 THEN 'principal_grants' ELSE 'principal_uses' END AS table_name
FROM raw.runs
WHERE snapshot_date <= ?
  AND principals_exported > 0
  AND (
    strpos(manifest, '"principal_grants/') = 0
    OR (
      strpos(manifest, '"principal_uses/') = 0
      AND (strpos(manifest, '"service_uses/') > 0 OR strpos(manifest, '"action_uses/') > 0)
    )
  )
ORDER BY run_id
LIMIT 1
