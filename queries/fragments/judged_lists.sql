-- What speaks against taking away a service (action_name is null), or an action of its list: once for all principals of
-- a profile (see judged_grants), as bits of src/model/judgement/reasons.ts. power: by src/policy/power.ts: 1 reads, 2 writes or is not
-- known, 4 gives rights or changes policies; of a service 1. Lists say nothing of use: USED is a reason of a
-- principal.
lists AS MATERIALIZED (
  SELECT
    n.list, l.service_namespace, l.action_name, l.action_key,
    CAST(dense_rank() OVER (ORDER BY l.service_namespace, l.action_key) AS integer) AS action_number
  FROM (
    SELECT DISTINCT l.service_namespace, l.list_hash, l.action_name, lower(l.action_name) AS action_key
    FROM known_granted_lists l
    JOIN reporting_runs r ON r.snapshot_date = l.snapshot_date AND r.run_id = l.run_id
    WHERE l.snapshot_date <= :snapshot_date
      AND l.service_namespace IN (:service) -- if given
      AND l.action_name IS NOT NULL
  ) AS l
  JOIN numbered_lists n ON n.service_namespace = l.service_namespace AND n.list_hash = l.list_hash
),
numbered_services AS (
  SELECT DISTINCT service_namespace, service_number
  FROM numbered_lists
),
numbered_actions AS (
  SELECT DISTINCT service_namespace, action_key, action_number
  FROM lists
),
-- run_began_at: the first report of the run, from which the days of a new thing run back.
profiles AS (
  SELECT
    g.profile, c.run_id, l.service_namespace, g.list, g.difference, c.counted_from, c.inherited, c.has_evidence, c.is_bounded,
    coalesce(d.changes, '') AS changes,
    coalesce(d.is_lacked, false) AS is_lacked,
    coalesce(d.is_young, false) AS is_young,
    c.is_measured_before,
    coalesce(m.first_report_at, c.counted_from) AS run_began_at,
    s.first_reported_at, s.first_witnessed_at
  FROM (SELECT DISTINCT profile, class, list, difference FROM judged_grants) AS g
  JOIN (
    SELECT DISTINCT class, run_id, counted_from, inherited, has_evidence, is_bounded, is_measured_before FROM grantees
  ) AS c ON c.class = g.class
  JOIN numbered_lists l ON l.list = g.list
  LEFT JOIN (SELECT DISTINCT difference, is_lacked, is_young, changes FROM differing_grants) AS d ON d.difference = g.difference
  LEFT JOIN service_times s ON s.service_namespace = l.service_namespace
  LEFT JOIN run_reports m ON m.run_id = c.run_id
),
-- Actions that a report that bears lacks, so that no report shows them for the days. is_young: some report that lacks them
-- would have shown them; if any of those with one list would, then the first or the last of them would.
lacked_actions AS (
  SELECT
    c.list, c.difference, l.action_number,
    bool_or(
      NOT coalesce(f.first_reported_at > c.first_at AND f.first_witnessed_at <= c.first_at, false)
      OR NOT coalesce(f.first_reported_at > c.last_at AND f.first_witnessed_at <= c.last_at, false)
    ) AS is_young
  FROM (
    SELECT DISTINCT
      p.list, p.difference,
      try_cast(split_part(t.change, '|', 1) AS integer) AS list_then,
      split_part(t.change, '|', 2) = '1' AS bears,
      try_cast(split_part(t.change, '|', 3) AS timestamp) AS first_at,
      try_cast(split_part(t.change, '|', 4) AS timestamp) AS last_at
    FROM profiles p
    CROSS JOIN UNNEST(split(p.changes, ',')) AS t(change)
    WHERE p.changes <> ''
  ) AS c
  JOIN lists l ON l.list = c.list
  LEFT JOIN lists o ON o.list = c.list_then AND o.action_number = l.action_number
  LEFT JOIN action_times f ON f.service_namespace = l.service_namespace AND f.action_key = l.action_key
  WHERE o.list IS NULL
  GROUP BY c.list, c.difference, l.action_number
  HAVING bool_or(c.bears)
),
never_removed_actions AS (
  SELECT DISTINCT a.service_namespace, a.action_key
  FROM action_times a
  JOIN never_removed n
    ON lower(a.service_namespace) LIKE n.service_pattern ESCAPE '!'
    AND a.action_key LIKE n.action_pattern ESCAPE '!'
),
-- Services whose actions, all or some, no evidence takes away: kept_actions names these as patterns.
never_removed_services AS (
  SELECT
    service_pattern AS service_namespace,
    max(CASE WHEN action_pattern = '%' THEN 1 ELSE 0 END) = 1 AS is_whole,
    array_join(array_agg(service_pattern || ':' || replace(action_pattern, '%', '*') ORDER BY action_pattern), ', ')
      AS kept_actions
  FROM never_removed
  WHERE service_pattern <> '%'
  GROUP BY service_pattern
),
-- Whose use IAM is known to show: it tracks an action of the service, or somebody used it. Until the date, actions that
-- were used are among those that were seen: one row for each run and action, where uses have millions.
proven_services AS (
  SELECT service_namespace FROM tracked_services WHERE snapshot_date <= :snapshot_date
  UNION
  SELECT service_namespace FROM known_seen_actions WHERE snapshot_date <= :snapshot_date
  UNION
  SELECT service_namespace FROM known_service_uses WHERE snapshot_date <= :uses_until
  UNION
  SELECT service_namespace FROM known_action_uses WHERE snapshot_date > :snapshot_date AND snapshot_date <= :uses_until
),
access_levels AS (
  SELECT service_namespace, lower(action_name) AS action_key, max(access_level) AS access_level
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:service) -- if given
  GROUP BY service_namespace, lower(action_name)
),
-- What is known of an action, of all principals that are granted it.
told_of_actions AS (
  SELECT
    a.action_number, f.first_reported_at, f.is_new, e.access_level, d.power AS judged_power,
    n.action_key IS NOT NULL AS is_never_removed
  FROM numbered_actions a
  LEFT JOIN action_times f ON f.service_namespace = a.service_namespace AND f.action_key = a.action_key
  LEFT JOIN access_levels e ON e.service_namespace = a.service_namespace AND e.action_key = a.action_key
  LEFT JOIN action_powers d ON d.service_namespace = a.service_namespace AND d.action_key = a.action_key
  LEFT JOIN never_removed_actions n ON n.service_namespace = a.service_namespace AND n.action_key = a.action_key
),
numbered_references AS (
  SELECT r.run_id, a.action_number, r.tracked_since
  FROM references_of_runs r
  JOIN numbered_actions a ON a.service_namespace = r.service_namespace AND a.action_key = r.action_key
),
weighed_lists AS (
  SELECT
    p.profile, p.service_namespace, p.inherited, p.has_evidence, p.is_bounded, p.counted_from,
    l.action_name, l.action_key, l.action_number, f.access_level, k.kept_actions, f.judged_power,
    CASE WHEN l.action_key IS NOT NULL THEN coalesce(r.tracked_since, f.first_reported_at) END AS tracked_at,
    CASE
      WHEN l.action_key IS NULL THEN CASE WHEN p.first_witnessed_at < p.first_reported_at THEN p.first_reported_at END
      WHEN f.is_new AND f.first_reported_at > coalesce(r.tracked_since, f.first_reported_at) THEN f.first_reported_at
      ELSE coalesce(r.tracked_since, f.first_reported_at)
    END AS known_since,
    p.is_measured_before AND CASE WHEN l.action_key IS NULL THEN NOT p.is_lacked ELSE y.list IS NULL END AS is_old,
    CASE WHEN l.action_key IS NULL THEN coalesce(k.is_whole, false) ELSE f.is_never_removed END AS leaves_no_row,
    v.service_namespace IS NOT NULL AS is_proven,
    CASE WHEN l.action_key IS NULL THEN p.is_young ELSE coalesce(y.is_young, false) END AS is_young,
    coalesce(
      CASE WHEN l.action_key IS NULL THEN p.first_witnessed_at < p.first_reported_at ELSE f.is_new END
      AND date_diff(
        'millisecond', CASE WHEN l.action_key IS NULL THEN p.first_reported_at ELSE f.first_reported_at END, p.run_began_at
      ) < CAST(:days AS bigint) * 86400000,
      false
    ) AS is_new,
    CASE
      WHEN false THEN true
      WHEN l.action_key IS NULL AND p.service_namespace IN (:except_action.service) THEN true -- if given
      WHEN p.service_namespace || ':' || l.action_name IN (:except_action) THEN true -- if given
      ELSE false
    END AS is_excepted
  FROM profiles p
  CROSS JOIN (VALUES (true), (false)) AS s(is_service)
  LEFT JOIN lists l ON l.list = CASE WHEN NOT s.is_service THEN p.list END
  LEFT JOIN told_of_actions f ON f.action_number = l.action_number
  LEFT JOIN numbered_references r ON r.run_id = p.run_id AND r.action_number = l.action_number
  LEFT JOIN never_removed_services k ON k.service_namespace = lower(p.service_namespace)
  LEFT JOIN proven_services v ON v.service_namespace = p.service_namespace
  LEFT JOIN lacked_actions y
    ON y.list = p.list AND y.difference = p.difference AND y.action_number = l.action_number
  WHERE s.is_service OR l.action_key IS NOT NULL
),
judged_lists AS MATERIALIZED (
  SELECT
    w.*,
    CASE WHEN is_old THEN 'KNOWN' WHEN is_bounded THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
    CASE WHEN action_key IS NULL THEN 1 ELSE
      CASE /* power of action_key, access_level, judged_power */ WHEN 'reads' THEN 1 WHEN 'writes' THEN 2 ELSE 4 END
    END AS power,
    bitwise_or(inherited, CASE WHEN is_excepted THEN 8192 ELSE 0 END)
      + CASE WHEN leaves_no_row THEN 2 ELSE 0 END
      + CASE WHEN is_proven THEN 0 ELSE 8 END
      + CASE WHEN is_new THEN 128 ELSE 0 END
      + CASE WHEN is_young THEN 512 ELSE 0 END
      + CASE
        WHEN is_new OR is_young OR bitwise_and(inherited, 256) > 0 THEN 0
        WHEN NOT has_evidence THEN 1024
        WHEN action_key IS NULL THEN 0
        WHEN date_diff('millisecond', tracked_at, counted_from) >= CAST(:days AS bigint) * 86400000 THEN 0
        WHEN :days = 0 AND tracked_at IS NOT NULL THEN 0
        ELSE 1024
      END AS reasons
  FROM weighed_lists w
)
