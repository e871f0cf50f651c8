-- What each user and role of a snapshot is granted, and for how many days nothing has spoken against taking it away: services
-- (action_name is '') and actions that IAM tracks. It can be removed at N days where removable_days >= N; null: never. reason: the first
-- that speaks against it at 90 days; null: none. used_days and the like: USED, BLIND, NEW_THING, YOUNG_PRINCIPAL, YOUNG_GRANT and
-- LITTLE_EVIDENCE speak against it at more days than that; 400: never. The grant is KNOWN to be as old as known_days, and no
-- younger than bounded_days. owner: as in `snapshot_owners`; null too where `derive` wrote no owners beside the judgement. A
-- user, role or account that was not measured has one row, NOT_MEASURED; so has a snapshot without a current judgement
-- (`judgement_state`).
-- Grain: snapshot_date, account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW permissions_by_date AS
WITH items AS (
  SELECT
    p.snapshot_date, p.account_id, p.account_name, p.ou_path, p.ou_path_names, p.principal_arn, p.principal_id, p.principal_type,
    p.principal_name, p.permission_set_name, p.is_service_linked, p.tags, p.has_unlisted_use, p.untracked_regions,
    g.service_namespace,
    coalesce(l.action_name, '') AS action_name,
    l.access_level, l.power, l.kept_actions, g.actions_tracked, g.grant_first_seen_at, u.last_known_access_at,
    bitwise_or(p.fixed_reasons, l.fixed_reasons) AS other_reasons,
    CASE WHEN l.idle_documents IS NOT NULL THEN 4096 ELSE 0 END AS idle_reason, -- IDLE_BY_DESIGN
    coalesce(u.used_days, 400) AS used_days,
    p.seen_days, l.new_days, p.age_days, l.young_days,
    CASE
      WHEN l.tracked_at IS NULL THEN p.tracked_days
      ELSE least(
        p.tracked_days,
        greatest(CAST(floor(CAST(date_diff('millisecond', l.tracked_at, p.judged_at) AS double) / 86400000) AS integer), 0)
      )
    END AS tracked_days,
    least(l.known_days, p.reported_days) AS known_days,
    p.bounded_days
  FROM raw.derived_judged_principals p
  JOIN judgement_state s ON s.snapshot_date = p.snapshot_date AND s.judgement_id = p.judgement_id
  JOIN raw.derived_judged_grants g
    ON g.snapshot_date = p.snapshot_date
    AND g.judgement_id = p.judgement_id
    AND g.account_id = p.account_id
    AND g.principal_id = p.principal_id
  JOIN raw.derived_judged_lists l
    ON l.snapshot_date = g.snapshot_date AND l.judgement_id = g.judgement_id AND l.profile = g.profile
  LEFT JOIN raw.derived_judged_uses u
    ON u.snapshot_date = g.snapshot_date
    AND u.judgement_id = g.judgement_id
    AND u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_key = l.action_key
),
weighed AS (
  SELECT
    *,
    bitwise_or(other_reasons, idle_reason) AS fixed_reasons,
    least(used_days, seen_days, new_days, age_days, young_days, tracked_days) AS clear_days
  FROM items
),
told AS (
  SELECT
    w.snapshot_date, w.account_id, w.account_name, w.ou_path, w.ou_path_names, w.principal_arn, w.principal_id, w.principal_type,
    w.principal_name, w.permission_set_name, w.is_service_linked, w.tags, w.service_namespace,
    CAST(w.action_name AS varchar) AS action_name,
    w.access_level,
    CAST(
      CASE WHEN w.action_name = '' THEN NULL WHEN w.power = 1 THEN 'reads' WHEN w.power = 2 THEN 'writes' ELSE 'gives rights' END
      AS varchar
    ) AS power,
    w.actions_tracked, w.kept_actions, w.grant_first_seen_at, w.last_known_access_at, w.has_unlisted_use, w.untracked_regions,
    CAST(w.used_days AS integer) AS used_days,
    w.seen_days, w.new_days, w.age_days, w.young_days,
    CAST(w.tracked_days AS integer) AS tracked_days,
    CAST(w.known_days AS integer) AS known_days,
    w.bounded_days,
    CAST(CASE WHEN w.fixed_reasons = 0 AND w.clear_days >= 0 THEN w.clear_days END AS integer) AS removable_days,
    r.code AS reason
  FROM weighed w
  LEFT JOIN reasons r
    ON r.bit = least(
      CASE WHEN w.fixed_reasons = 0 THEN 16384 ELSE bitwise_and(w.fixed_reasons, -w.fixed_reasons) END,
      CASE
        WHEN w.used_days < 90 THEN 16
        WHEN w.seen_days < 90 THEN 64
        WHEN w.new_days < 90 THEN 128
        WHEN w.age_days < 90 THEN 256
        WHEN w.young_days < 90 THEN 512
        WHEN w.tracked_days < 90 THEN 1024
        ELSE 16384
      END
    )
  UNION ALL
  SELECT
    n.snapshot_date, n.account_id, n.account_name, n.ou_path, n.ou_path_names, n.principal_arn, n.principal_id, n.principal_type,
    n.principal_name, n.permission_set_name, n.is_service_linked, n.tags, CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS timestamp),
    CAST(NULL AS timestamp), CAST(NULL AS boolean), CAST(NULL AS varchar), CAST(NULL AS integer), CAST(NULL AS integer),
    CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer),
    CAST(NULL AS integer), CAST(NULL AS integer), CAST('NOT_MEASURED' AS varchar)
  FROM not_judged n
)
SELECT
  t.snapshot_date, t.account_id, t.account_name, t.ou_path, t.ou_path_names, t.principal_arn, t.principal_id, t.principal_type,
  t.principal_name, t.permission_set_name, t.is_service_linked, t.tags, o.owner, t.service_namespace, t.action_name,
  t.access_level, t.power, t.actions_tracked, t.kept_actions, t.grant_first_seen_at, t.last_known_access_at,
  t.has_unlisted_use, t.untracked_regions, t.used_days, t.seen_days, t.new_days, t.age_days, t.young_days, t.tracked_days,
  t.known_days, t.bounded_days, t.removable_days, t.reason
FROM told t
LEFT JOIN snapshot_owners o
  ON o.snapshot_date = t.snapshot_date
  AND o.account_id = t.account_id
  AND o.principal_id = coalesce(t.principal_id, '')
