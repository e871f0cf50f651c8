-- counts: granted services without an attempt
-- with: known_principal_use, known_service_use, grant_ages, service_grants, never_removed_services, proven_services
WITH unaccessed AS (
  SELECT *
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND state = 'NOT_ACCESSED'
    /* filters */
),
aged AS (
  SELECT
    c.*,
    coalesce(n.is_whole, false) AS is_never_removed,
    s.service_namespace IS NOT NULL AS is_proven,
    coalesce(date_diff('millisecond', u.last_known_access_at, c.generated_at) < CAST(:days AS bigint) * 86400000, false)
      AS is_used,
    coalesce(date_diff('millisecond', p.blind_until, c.generated_at) < CAST(:days AS bigint) * 86400000, false) AS is_blind,
    CASE
      WHEN g.recent_grants < a.recent_snapshots THEN 'YOUNGER'
      WHEN :days = 0 OR g.old_grant = a.old_snapshot THEN 'KNOWN'
      WHEN a.is_bounded THEN 'BOUNDED'
      ELSE 'UNKNOWN'
    END AS grant_age
  FROM unaccessed c
  JOIN principal_ages a ON a.account_id = c.account_id AND a.principal_id = c.principal_id
  JOIN service_grants g
    ON g.account_id = c.account_id AND g.principal_id = c.principal_id AND g.service_namespace = c.service_namespace
  LEFT JOIN known_service_use u
    ON u.account_id = c.account_id AND u.principal_id = c.principal_id AND u.service_namespace = c.service_namespace
  LEFT JOIN known_principal_use p ON p.account_id = c.account_id AND p.principal_id = c.principal_id
  LEFT JOIN never_removed_services n ON n.service_namespace = c.service_namespace
  LEFT JOIN proven_services s ON s.service_namespace = c.service_namespace
),
judged AS (
  SELECT
    CASE
      WHEN is_service_linked THEN 'of service-linked roles'
      WHEN is_never_removed THEN 'whose use may leave no row (view never_removed)'
      WHEN is_used THEN 'that an earlier snapshot knows to be used within the days'
      WHEN coalesce(evidence_days, -1) < :days THEN 'with less evidence than the days'
      WHEN is_blind THEN 'of principals that were active in a Region that IAM does not track'
      WHEN grant_age = 'YOUNGER' THEN 'granted within the days'
      WHEN NOT is_proven AND :unproven = 'no' THEN 'whose use IAM may not show (--unproven yes lists them)'
      WHEN grant_age NOT IN (:grant_age) THEN 'whose grant has another age than --grant-age'
    END AS reason
  FROM aged
)
SELECT CAST(reason AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM judged
WHERE reason IS NOT NULL
GROUP BY reason
ORDER BY reason
