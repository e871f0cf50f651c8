-- What the holders of a right together may lose: services (action_name is null) and actions granted to a member of a
-- subject, with what speaks against taking them from all of them. Of a policy actions that it names alone.
-- Needs the members, grants, names, uses and scopes of the subjects.
members_counted AS MATERIALIZED (
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    count(*) AS members,
    count(DISTINCT p.account_id) AS accounts,
    count(*) FILTER (WHERE NOT p.is_measured) AS unmeasured,
    bitwise_or_agg(CASE WHEN p.is_measured THEN 0 ELSE p.told END) AS told_of_unmeasured,
    bitwise_or_agg(p.told) AS told,
    min(p.excepted_by) AS excepted_by,
    max(CASE WHEN bitwise_and(p.told, 4096) > 0 THEN p.idle_name END) AS idle_name
  FROM all_members m
  JOIN judged_principals p ON p.account_id = m.account_id AND p.principal_id = m.principal_id
  GROUP BY m.subject_type, m.subject_account_id, m.subject
),
-- written: what a document names, which alone is judged; null: everything is.
profiles_of_subjects AS MATERIALIZED (
  SELECT
    subject_type, subject_account_id, subject, service_namespace, written, profile,
    count(*) AS holders
  FROM grants_of_members
  GROUP BY subject_type, subject_account_id, subject, service_namespace, written, profile
),
numbered_profiles AS (
  SELECT profile, CAST(row_number() OVER (ORDER BY profile) AS varchar) AS number
  FROM (SELECT DISTINCT profile FROM profiles_of_subjects) AS profiles
),
-- What is held by the same profiles has the same items; holding names it.
held_services AS MATERIALIZED (
  SELECT
    p.subject_type, p.subject_account_id, p.subject, p.service_namespace,
    lower(to_hex(sha256(to_utf8(
      p.subject_type || ' ' || coalesce(max(p.written), '') || ' ' || array_join(array_sort(array_agg(n.number)), ' ')
    )))) AS holding
  FROM profiles_of_subjects p
  JOIN numbered_profiles n ON n.profile = p.profile
  GROUP BY p.subject_type, p.subject_account_id, p.subject, p.service_namespace
),
profiles_of_holdings AS (
  SELECT DISTINCT h.holding, h.subject_type, p.written, p.profile
  FROM held_services h
  JOIN profiles_of_subjects p
    ON p.subject_type = h.subject_type
    AND p.subject_account_id = h.subject_account_id
    AND p.subject = h.subject
    AND p.service_namespace = h.service_namespace
),
uses_counted AS (
  SELECT
    u.subject_type, u.subject_account_id, u.subject, u.service_namespace, u.action_key,
    max(u.last_accessed_at) AS last_known_access_at,
    bool_or(u.is_by_young) AS is_by_young
  FROM uses_of_members u
  GROUP BY u.subject_type, u.subject_account_id, u.subject, u.service_namespace, u.action_key
),
items_of_holdings AS MATERIALIZED (
  SELECT
    s.holding, l.service_namespace, l.action_key,
    max(l.action_name) AS action_name, max(l.access_level) AS access_level, max(l.power) AS power,
    bitwise_or_agg(l.reasons) AS reasons,
    bool_or(l.is_excepted) AS is_excepted,
    bool_or(l.has_evidence) AS has_evidence,
    max(
      CASE
        WHEN l.grant_age = 'KNOWN' THEN 1
        WHEN l.grant_age = 'BOUNDED' THEN 2
        ELSE 3
      END
    ) AS age
  FROM profiles_of_holdings s
  JOIN judged_lists l ON l.profile = s.profile
  LEFT JOIN names_of_members n
    ON n.written = s.written
    AND n.service_namespace = l.service_namespace
    AND n.action_key = l.action_key
  WHERE s.written IS NULL
    OR l.action_key IS NULL
    OR n.written IS NOT NULL
  GROUP BY s.holding, l.service_namespace, l.action_key
),
weighed_subjects AS (
  SELECT
    c.subject_name, c.accounts_unmeasured, c.is_excepted AS is_subject_excepted, m.members, m.accounts, m.unmeasured,
    m.told, m.excepted_by AS holder_excepted_by, u.last_known_access_at,
    u.subject IS NOT NULL AS is_used,
    h.subject_type, h.subject_account_id, h.subject, i.*,
    bitwise_or(
      bitwise_or(bitwise_and(i.reasons, c.bits), bitwise_and(m.told_of_unmeasured, c.bits)),
      CASE WHEN i.is_excepted OR c.is_excepted THEN 8192 ELSE 0 END
    ) AS reasons_of_holders,
    CASE WHEN c.accounts_unmeasured > 0 OR m.unmeasured > 0 THEN 32 ELSE 0 END
      + CASE WHEN u.subject IS NOT NULL THEN 16 ELSE 0 END
      + CASE WHEN c.is_boundary THEN 2048 ELSE 0 END
      + CASE
        WHEN h.subject_type = 'PERMISSION_SET' AND (NOT i.has_evidence OR coalesce(u.is_by_young, false)) THEN 256
        ELSE 0
      END AS reasons_of_subject
  FROM held_services h
  JOIN items_of_holdings i ON i.holding = h.holding
  JOIN scopes c
    ON c.subject_type = h.subject_type AND c.subject_account_id = h.subject_account_id AND c.subject = h.subject
  JOIN members_counted m
    ON m.subject_type = h.subject_type AND m.subject_account_id = h.subject_account_id AND m.subject = h.subject
  LEFT JOIN uses_counted u
    ON u.subject_type = h.subject_type
    AND u.subject_account_id = h.subject_account_id
    AND u.subject = h.subject
    AND u.service_namespace = i.service_namespace
    AND u.action_key IS NOT DISTINCT FROM i.action_key
),
judged_subjects AS MATERIALIZED (
  SELECT
    subject_type, subject_account_id, subject, subject_name, service_namespace, action_name, action_key, access_level,
    power, members, accounts, unmeasured AS holders_unmeasured, accounts_unmeasured, is_used,
    last_known_access_at, told,
    CASE WHEN is_subject_excepted THEN 'except_policy' WHEN is_excepted THEN 'except_action' ELSE holder_excepted_by END
      AS excepted_by,
    age,
    CASE age WHEN 1 THEN 'KNOWN' WHEN 2 THEN 'BOUNDED' WHEN 3 THEN 'UNKNOWN' END AS grant_age,
    bitwise_or(reasons_of_holders, reasons_of_subject) AS reasons,
    /* withheld of bitwise_or(reasons_of_holders, reasons_of_subject) */ AS withheld
  FROM weighed_subjects
)
