-- Actions that IAM tracks, granted to the principals that are asked for, with who they are, what speaks against taking them away and the
-- first such reason.
judged_actions AS (
  SELECT
    p.snapshot_date, p.account_id, p.account_name, p.is_management_account, p.ou_id, p.ou_path, p.ou_path_names,
    p.principal_arn, p.principal_id, p.principal_type, p.principal_name, p.permission_set_name, p.is_service_linked, p.tags,
    p.has_unlisted_use, p.untracked_regions, p.idle_by_design,
    coalesce(p.excepted_by, CASE WHEN g.is_excepted THEN 'except_action' END) AS excepted_by,
    g.service_namespace, g.action_name, g.access_level, g.grant_age, g.last_known_access_at, p.judged_at AS generated_at,
    CAST(
      CASE WHEN p.evidence_days IS NOT NULL AND g.known_since IS NOT NULL THEN least(
        p.evidence_days,
        CAST(floor(CAST(date_diff('millisecond', g.known_since, p.judged_at) AS double) / 86400000) AS integer)
      ) END AS integer
    ) AS evidence_days,
    g.reasons,
    /* withheld of g.reasons */ AS withheld
  FROM (
    SELECT
      g.principal_number, g.service_namespace, l.action_name, l.access_level, l.grant_age,
      l.known_since, l.is_excepted, u.last_known_access_at,
      l.reasons + CASE WHEN u.is_used THEN 16 ELSE 0 END AS reasons
    FROM judged_grants g
    JOIN judged_lists l ON l.profile = g.profile AND l.action_key IS NOT NULL
    LEFT JOIN (SELECT * FROM last_uses WHERE action_number IS NOT NULL) AS u
      ON u.principal_number = g.principal_number
      AND u.action_number = l.action_number
  ) AS g
  JOIN judged_principals p ON p.principal_number = g.principal_number
)
