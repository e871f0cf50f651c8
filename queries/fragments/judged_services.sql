-- Services granted to the principals that are asked for, with who they are, what speaks against taking them away and the
-- first such reason.
first_grants AS (
  SELECT principal_number, service_number, min(generated_at) AS grant_first_seen_at
  FROM reported_grants
  GROUP BY principal_number, service_number
),
judged_services AS (
  SELECT
    p.snapshot_date, p.account_id, p.account_name, p.is_management_account, p.ou_id, p.ou_path, p.ou_path_names,
    p.principal_arn, p.principal_id, p.principal_type, p.principal_name, p.permission_set_name, p.is_service_linked, p.tags,
    p.has_unlisted_use, p.untracked_regions, p.idle_by_design,
    coalesce(p.excepted_by, CASE WHEN g.is_excepted THEN 'except_action' END) AS excepted_by,
    g.service_namespace, g.actions_tracked, g.grant_age, g.grant_first_seen_at, g.last_known_access_at, g.is_proven,
    g.kept_actions, p.judged_at,
    CAST(
      CASE WHEN p.evidence_days IS NOT NULL THEN least(
        p.evidence_days,
        coalesce(CAST(floor(CAST(date_diff('millisecond', g.known_since, p.judged_at) AS double) / 86400000) AS integer), 400)
      ) END AS integer
    ) AS evidence_days,
    g.reasons,
    /* withheld of g.reasons */ AS withheld
  FROM (
    SELECT
      g.principal_number, g.service_namespace, g.actions_tracked, f.grant_first_seen_at, u.last_known_access_at,
      l.grant_age, l.is_proven, l.kept_actions, l.known_since, l.is_excepted,
      l.reasons + CASE WHEN g.last_accessed_at IS NOT NULL OR u.is_used THEN 16 ELSE 0 END AS reasons
    FROM judged_grants g
    JOIN judged_lists l ON l.profile = g.profile AND l.action_key IS NULL
    LEFT JOIN first_grants f
      ON f.principal_number = g.principal_number AND f.service_number = g.service_number
    LEFT JOIN used_services u
      ON u.principal_number = g.principal_number AND u.service_namespace = g.service_namespace
  ) AS g
  JOIN judged_principals p ON p.principal_number = g.principal_number
)
