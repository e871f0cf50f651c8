-- Granted services without an attempt, with what speaks against taking them away: removable_services lists those against
-- which nothing does, and left_out/removable_services counts the others.
unaccessed_services AS (
  SELECT *
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND state = 'NOT_ACCESSED'
    /* filters */
),
aged_services AS (
  SELECT
    c.*,
    n.kept_actions,
    g.first_generated_at AS grant_first_seen_at,
    u.last_known_access_at,
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
  FROM unaccessed_services c
  JOIN principal_ages a ON a.account_id = c.account_id AND a.principal_id = c.principal_id
  JOIN service_grants g
    ON g.account_id = c.account_id AND g.principal_id = c.principal_id AND g.service_namespace = c.service_namespace
  LEFT JOIN known_service_use u
    ON u.account_id = c.account_id AND u.principal_id = c.principal_id AND u.service_namespace = c.service_namespace
  LEFT JOIN known_principal_use p ON p.account_id = c.account_id AND p.principal_id = c.principal_id
  LEFT JOIN never_removed_services n ON n.service_namespace = c.service_namespace
  LEFT JOIN proven_services s ON s.service_namespace = c.service_namespace
)
