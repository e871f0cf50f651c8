-- What can be removed, given the evidence: granted, tracked actions without an attempt, with enough evidence, of which no
-- snapshot of the days knows a use, without grants that are known to be younger and what may leave no row.
candidates AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND state = 'NOT_ACCESSED'
    AND evidence_days >= :days
    AND is_service_linked = false
    /* filters */
),
aged AS (
  SELECT
    c.*,
    coalesce(g.first_generated_at, c.generated_at) AS grant_first_seen_at,
    u.last_known_access_at,
    CASE
      WHEN coalesce(g.recent_grants, 0) < a.recent_snapshots THEN 'YOUNGER'
      WHEN :days = 0 OR g.old_grant = a.old_snapshot THEN 'KNOWN'
      WHEN a.is_bounded THEN 'BOUNDED'
      ELSE 'UNKNOWN'
    END AS grant_age
  FROM candidates c
  JOIN principal_ages a ON a.account_id = c.account_id AND a.principal_id = c.principal_id
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
  WHERE n.action_name IS NULL
    AND (
      u.last_known_access_at IS NULL
      OR date_diff('millisecond', u.last_known_access_at, c.generated_at) >= CAST(:days AS bigint) * 86400000
    )
    AND (p.blind_until IS NULL OR date_diff('millisecond', p.blind_until, c.generated_at) >= CAST(:days AS bigint) * 86400000)
),
removable_grants AS (
  SELECT *
  FROM aged
  WHERE grant_age <> 'YOUNGER'
)
