-- counts: granted services without an attempt within --unused-days in the snapshot
-- with: known_service_use
WITH unaccessed AS (
  SELECT *
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND (state = 'NOT_ACCESSED' OR days_since_last_access >= :unused_days)
    /* filters */
)
SELECT CAST('that another snapshot or run knows to be used' AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM unaccessed a
JOIN known_service_use u
  ON u.account_id = a.account_id AND u.principal_id = a.principal_id AND u.service_namespace = a.service_namespace
WHERE date_diff('millisecond', u.last_known_access_at, a.generated_at) < CAST(:unused_days AS bigint) * 86400000
