-- What each measured user and role may lose: services (action_key is '') and the actions of their lists. It can be removed at N
-- days if fixed_reasons is 0 and clear_days at least N; else `withheld` is the lowest of the bits and of those whose number is less
-- than N: used_days USED, seen_days BLIND, new_days NEW_THING, age_days YOUNG_PRINCIPAL, young_days YOUNG_GRANT, tracked_days
-- LITTLE_EVIDENCE. evidence_days: of its use, as answers show them; null: not known. The grant is KNOWN at up to known_days, else
-- BOUNDED at up to bounded_days; -1: at none. It has millions of rows, so that it is stored nowhere.
-- Grain: account_id, principal_id, service_namespace, action_key.
SELECT
  i.*,
  least(used_days, seen_days, new_days, age_days, young_days, tracked_days) AS clear_days
FROM (
  SELECT
    p.snapshot_date, p.account_id, p.account_name, p.ou_path, p.ou_path_names, p.principal_arn, p.principal_id, p.principal_type,
    p.principal_name, p.permission_set_name, p.is_service_linked, p.tags, p.judged_at, p.has_unlisted_use, p.untracked_regions,
    p.idle_names, p.idle_by_design,
    g.service_namespace, l.action_key, l.action_name, l.access_level, l.power, g.actions_tracked, l.kept_actions,
    g.grant_first_seen_at, u.last_known_access_at,
    CASE
      WHEN p.evidence_days IS NULL OR l.action_key <> '' AND l.known_since IS NULL THEN NULL
      ELSE least(
        p.evidence_days,
        coalesce(CAST(floor(CAST(date_diff('millisecond', l.known_since, p.judged_at) AS double) / 86400000) AS integer), 400)
      )
    END AS evidence_days,
    bitwise_or(p.fixed_reasons, l.fixed_reasons) AS fixed_reasons,
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
  FROM judged_principals p
  JOIN judged_grants g ON g.account_id = p.account_id AND g.principal_id = p.principal_id
  JOIN judged_lists l ON l.profile = g.profile
  LEFT JOIN judged_uses u
    ON u.account_id = p.account_id
    AND u.principal_id = p.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_key = l.action_key
) AS i
