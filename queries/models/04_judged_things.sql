-- What IAM tracks: services (action_key is '') and actions, for each run by which somebody is judged. fixed_reasons and
-- new_days (NEW_THING) as in judged_principals; the days of a new thing run back from the first report of the run, so that it
-- is new to everybody in it or to nobody. tracked_at: since when IAM tracks the action, from which its evidence counts.
-- known_since: from when an answer counts the evidence; null: IAM always tracked it. new_since: the first report that shows
-- what a witness had lacked at witnessed_at; null: it is not new. power: 1 reads, 2 writes or is not known, 4 gives rights or
-- changes policies; of a service 1. kept_actions: the patterns of the never-list for some of its actions.
-- Grain: run_id, service_namespace, action_key.
WITH runs AS (
  SELECT
    a.run_id,
    coalesce(
      min(CASE WHEN r.generated_at > f.finished_at THEN f.finished_at ELSE r.generated_at END),
      CAST(CAST(:snapshot_date AS date) AS timestamp)
    ) AS began_at
  FROM (SELECT DISTINCT run_id FROM asked_principals) AS a
  JOIN snapshot_runs f ON f.run_id = a.run_id
  LEFT JOIN known_listings r ON r.snapshot_date = :snapshot_date AND r.run_id = a.run_id
  GROUP BY a.run_id
),
said_tracked AS (
  SELECT
    run_id, service_namespace,
    translate(action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS action_key,
    max(tracked_since) AS tracked_since
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
  GROUP BY run_id, service_namespace, translate(action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
),
access_levels AS (
  SELECT
    service_namespace,
    translate(action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS action_key,
    max(access_level) AS access_level
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
  GROUP BY service_namespace, translate(action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
),
-- Services whose use IAM is known to show: it tracks an action of them, or somebody used them. Until the date, actions that
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
kept_services AS (
  SELECT
    service_pattern AS service_namespace,
    bool_or(action_pattern = '%') AS is_whole,
    array_join(array_agg(service_pattern || ':' || replace(action_pattern, '%', '*') ORDER BY action_pattern), ', ')
      AS kept_actions
  FROM never_removed
  WHERE service_pattern <> '%'
  GROUP BY service_pattern
),
kept_actions AS (
  SELECT DISTINCT a.service_namespace, a.action_key
  FROM first_reported_actions a
  JOIN never_removed n
    ON lower(a.service_namespace) LIKE n.service_pattern ESCAPE '!' AND a.action_key LIKE n.action_pattern ESCAPE '!'
  WHERE a.until_date = :snapshot_date
),
services AS (
  SELECT
    r.run_id, r.began_at, s.service_namespace, k.kept_actions,
    coalesce(k.is_whole, false) AS leaves_no_row,
    CASE WHEN s.is_new THEN s.first_reported_at END AS new_since,
    s.first_witnessed_at AS witnessed_at
  FROM first_reported_services s
  CROSS JOIN runs r
  LEFT JOIN kept_services k ON k.service_namespace = lower(s.service_namespace)
  WHERE s.until_date = :snapshot_date
),
actions AS (
  SELECT
    r.run_id, r.began_at, a.service_namespace, a.action_key, l.access_level, d.power AS judged_power,
    n.action_key IS NOT NULL AS leaves_no_row,
    coalesce(t.tracked_since, a.first_reported_at) AS tracked_at,
    CASE WHEN a.is_new THEN a.first_reported_at END AS new_since,
    a.first_witnessed_at AS witnessed_at
  FROM first_reported_actions a
  CROSS JOIN runs r
  LEFT JOIN said_tracked t
    ON t.run_id = r.run_id AND t.service_namespace = a.service_namespace AND t.action_key = a.action_key
  LEFT JOIN access_levels l ON l.service_namespace = a.service_namespace AND l.action_key = a.action_key
  LEFT JOIN action_powers d ON d.service_namespace = a.service_namespace AND d.action_key = a.action_key
  LEFT JOIN kept_actions n ON n.service_namespace = a.service_namespace AND n.action_key = a.action_key
  WHERE a.until_date = :snapshot_date
),
things AS (
  SELECT
    run_id, began_at, service_namespace,
    CAST('' AS varchar) AS action_key,
    CAST(NULL AS varchar) AS access_level,
    1 AS power,
    kept_actions, leaves_no_row,
    CAST(NULL AS timestamp) AS tracked_at,
    new_since AS known_since,
    new_since, witnessed_at
  FROM services
  UNION ALL
  SELECT
    run_id, began_at, service_namespace, action_key, access_level,
    CASE
      WHEN judged_power = 'reads' THEN 1
      WHEN judged_power = 'writes' THEN 2
      WHEN judged_power IS NOT NULL THEN 4
      WHEN regexp_extract(action_key, '^(get|list|describe|batchget|search|validate|test)') <> '' THEN 1
      WHEN access_level = 'Permissions management' THEN 4
      WHEN access_level IN ('Read', 'List') THEN 1
      ELSE 2
    END,
    CAST(NULL AS varchar), leaves_no_row, tracked_at,
    CASE WHEN new_since > tracked_at THEN new_since ELSE tracked_at END,
    new_since, witnessed_at
  FROM actions
)
SELECT
  t.run_id, t.service_namespace, t.action_key, t.access_level, t.power, t.kept_actions, t.tracked_at, t.known_since, t.new_since,
  t.witnessed_at,
  CAST(
    CASE WHEN t.leaves_no_row THEN 2 ELSE 0 END -- LEAVES_NO_ROW
    + CASE WHEN p.service_namespace IS NULL THEN 8 ELSE 0 END -- UNPROVEN
    + CASE WHEN t.action_key <> '' AND t.tracked_at IS NULL THEN 1024 ELSE 0 END -- LITTLE_EVIDENCE
    AS bigint
  ) AS fixed_reasons,
  least(
    coalesce(CAST(floor(CAST(date_diff('millisecond', t.new_since, t.began_at) AS double) / 86400000) AS integer), 400), 400
  ) AS new_days
FROM things t
LEFT JOIN proven_services p ON p.service_namespace = t.service_namespace
