-- How much of what is asked was not measured, in one row; none where everything was. Nobody in a closed account uses
-- anything, and a service-linked role is not ours to change.
gap AS (
  SELECT
    CAST(count(*) FILTER (WHERE principal_arn IS NULL) AS bigint) AS accounts_unmeasured,
    CAST(count(*) FILTER (WHERE principal_arn IS NOT NULL) AS bigint) AS principals_unmeasured
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND NOT is_closed
    AND coalesce(is_service_linked, false) = false
    /* filters */
  HAVING count(*) > 0
)
