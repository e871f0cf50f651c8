-- How much of a snapshot was not measured. Of what is closed or suspended nobody uses anything; what was deleted is gone.
-- Grain: one row.
SELECT
  count(*) FILTER (WHERE principal_arn IS NULL AND status <> 'skipped') AS accounts,
  count(*) FILTER (WHERE principal_arn IS NOT NULL) AS principals,
  count(*) FILTER (WHERE status = 'skipped') AS closed
FROM unmeasured
WHERE snapshot_date = :snapshot_date
  AND status <> 'deleted'
