-- How old the grants of services are known to be; needs grant_ages. Of the tracked actions of the service, how many the
-- snapshot grants (tracked), at least another one within the days (least_tracked), and the one before them (old_tracked).
service_grants AS (
  SELECT
    e.account_id, e.principal_id, f.service_namespace,
    count(*) FILTER (WHERE NOT e.is_old AND e.snapshot_date < :snapshot_date) AS recent_grants,
    max(CASE WHEN e.is_old THEN e.snapshot_date END) AS old_grant,
    min(e.generated_at) AS first_generated_at,
    max(CASE WHEN e.snapshot_date = :snapshot_date THEN f.actions_tracked END) AS tracked,
    min(CASE WHEN NOT e.is_old THEN f.actions_tracked END) AS least_tracked,
    min(CASE WHEN e.is_old THEN f.actions_tracked END) AS old_tracked
  FROM service_last_accessed f
  JOIN dated e
    ON e.snapshot_date = f.snapshot_date
    AND e.run_id = f.run_id
    AND e.account_id = f.account_id
    AND e.principal_arn = f.principal_arn
  WHERE f.snapshot_date BETWEEN :history_from AND :snapshot_date
    AND f.account_id IN (:account_id)
    AND f.account_id IN (:principal.account)
    AND f.service_namespace IN (:service)
  GROUP BY e.account_id, e.principal_id, f.service_namespace
)
