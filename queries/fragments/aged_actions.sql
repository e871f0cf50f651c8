-- Granted, tracked actions without an attempt, with what speaks against taking them away: removable_grants lists those
-- against which nothing does, and left_out/removable_actions counts the others.
unaccessed_actions AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND state = 'NOT_ACCESSED'
    /* filters */
),
aged_actions AS (
  SELECT
    c.*,
    coalesce(g.first_generated_at, c.generated_at) AS grant_first_seen_at,
    u.last_known_access_at,
    n.action_name IS NOT NULL AS is_never_removed,
    coalesce(date_diff('millisecond', u.last_known_access_at, c.generated_at) < CAST(:days AS bigint) * 86400000, false)
      AS is_used,
    coalesce(date_diff('millisecond', p.blind_until, c.generated_at) < CAST(:days AS bigint) * 86400000, false) AS is_blind,
    CASE
      WHEN a.principal_id IS NULL OR coalesce(g.recent_grants, 0) < a.recent_snapshots THEN 'YOUNGER'
      WHEN :days = 0 OR g.grants_in_old_snapshot > 0 THEN 'KNOWN'
      WHEN a.is_bounded THEN 'BOUNDED'
      ELSE 'UNKNOWN'
    END AS grant_age
  FROM unaccessed_actions c
  -- Each has one; of an inner join DuckDB expects a handful of rows, and would hold the grants in memory for the next.
  LEFT JOIN principal_ages a ON a.account_id = c.account_id AND a.principal_id = c.principal_id
  LEFT JOIN times_granted g
    ON g.account_id = c.account_id
    AND g.principal_id = c.principal_id
    AND g.service_namespace = c.service_namespace
    AND g.action_name = c.action_name
  LEFT JOIN known_action_use u
    ON u.account_id = c.account_id
    AND u.principal_id = c.principal_id
    AND u.service_namespace = c.service_namespace
    AND u.action_name = c.action_name
  LEFT JOIN known_principal_use p ON p.account_id = c.account_id AND p.principal_id = c.principal_id
  LEFT JOIN never_removed_actions n ON n.service_namespace = c.service_namespace AND n.action_name = c.action_name
)
