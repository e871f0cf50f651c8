-- How much of the lake was not measured, in a row of its own; none where everything was. Of what several hold no filter
-- makes it less.
gap_of_lake AS (
  SELECT
    CAST(count(*) FILTER (WHERE principal_arn IS NULL) AS bigint) AS accounts_unmeasured,
    CAST(count(*) FILTER (WHERE principal_arn IS NOT NULL) AS bigint) AS principals_unmeasured
  FROM unmeasured_or_closed
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND NOT is_closed
    AND coalesce(is_service_linked, false) = false
  HAVING count(*) > 0
)
