-- counts: granted actions without an attempt
-- with: known_principal_use, known_action_use, grant_ages, never_removed_actions
WITH unaccessed AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND state = 'NOT_ACCESSED'
    /* filters */
),
aged AS (
  SELECT
    c.*,
    n.action_name IS NOT NULL AS is_never_removed,
    coalesce(date_diff('millisecond', u.last_known_access_at, c.generated_at) < CAST(:days AS bigint) * 86400000, false)
      AS is_used,
    coalesce(date_diff('millisecond', p.blind_until, c.generated_at) < CAST(:days AS bigint) * 86400000, false) AS is_blind,
    CASE
      WHEN coalesce(g.recent_grants, 0) < a.recent_snapshots THEN 'YOUNGER'
      WHEN :days = 0 OR g.old_grant = a.old_snapshot THEN 'KNOWN'
      WHEN a.is_bounded THEN 'BOUNDED'
      ELSE 'UNKNOWN'
    END AS grant_age
  FROM unaccessed c
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
      WHEN grant_age NOT IN (:grant_age) THEN 'whose grant has another age than --grant-age'
    END AS reason
  FROM aged
)
SELECT CAST(reason AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM judged
WHERE reason IS NOT NULL
GROUP BY reason
ORDER BY reason
