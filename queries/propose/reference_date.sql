-- The oldest service reference behind the snapshot.
SELECT min(reference_date) AS reference_date
FROM snapshot_runs
WHERE snapshot_date = :snapshot_date
