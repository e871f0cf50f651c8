-- What each measured user and role is granted: services (action_key is '') and the actions of their lists, with all that speaks
-- against taking it away but its use, as judged_items says it. clear_days_if_unused: clear_days where nobody used it. first_alike_key,
-- alike_count and idle_documents as in judged_lists; idle_names are those, and those of the principal.
-- Grain: account_id, principal_id, service_namespace, action_key.
SELECT
  i.*,
  least(seen_days, new_days, age_days, young_days, tracked_days) AS clear_days_if_unused
FROM (
  SELECT
    p.snapshot_date, p.account_id, p.account_name, p.ou_path, p.ou_path_names, p.principal_arn, p.principal_id, p.principal_type,
    p.principal_name, p.permission_set_name, p.is_service_linked, p.tags, p.judged_at, p.has_unlisted_use, p.untracked_regions,
    nullif(array_join(ARRAY[p.idle_names, l.idle_documents], ', '), '') AS idle_names,
    p.idle_by_design, l.idle_documents,
    g.service_namespace, l.action_key, l.first_alike_key, l.alike_count, l.action_name, l.access_level, l.power,
    g.actions_tracked, l.kept_actions, g.grant_first_seen_at,
    CASE
      WHEN p.evidence_days IS NULL OR l.action_key <> '' AND l.known_since IS NULL THEN NULL
      ELSE least(
        p.evidence_days,
        coalesce(CAST(floor(CAST(date_diff('millisecond', l.known_since, p.judged_at) AS double) / 86400000) AS integer), 400)
      )
    END AS evidence_days,
    bitwise_or(
      bitwise_or(p.fixed_reasons, l.fixed_reasons),
      CASE WHEN l.idle_documents IS NOT NULL THEN 4096 ELSE 0 END -- IDLE_BY_DESIGN
    ) AS fixed_reasons,
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
) AS i
