-- What the holders of a subject together may lose: services (action_key is '') and actions that one of them is granted; of a
-- policy what its text allows, and actions only of the customer's own that name them; of role names and accounts services
-- alone. Reasons and numbers as in judged_items: what speaks against it for one holder does so for all. Only age_days of a
-- permission set is that of the role with the most evidence, for young roles that used nothing count for neither side. users,
-- users_gone and accounts_accessed as in uses_of_subjects. least_evidence_days as evidence_days in judged_items. idle_documents: of
-- the subject, if it is a document, and of permission sets and role names what keeps it for a holder.
-- Grain: subject_type, subject_account_id, subject, service_namespace, action_key.
WITH texts AS (
  SELECT DISTINCT
    subject_account_id, subject, text_hash, is_written,
    is_written AND NOT regexp_like(subject, '^arn:[^:]*:iam::aws:') AS has_actions
  FROM policy_texts
),
-- What is read of the lists: has_actions, or services alone; text_hash, what the text of the policy allows of them.
held AS (
  SELECT
    g.*,
    CAST(NULL AS varchar) AS text_hash,
    CAST(NULL AS boolean) AS is_written,
    g.subject_type NOT IN ('ROLE_NAME', 'ACCOUNT') AS has_actions
  FROM subject_grants g
  WHERE g.subject_type NOT IN ('MANAGED_POLICY', 'INLINE_POLICY')
  UNION ALL
  SELECT g.*, t.text_hash, t.is_written, t.has_actions
  FROM subject_grants g
  JOIN texts t ON t.subject_account_id = g.subject_account_id AND t.subject = g.subject
),
-- What a holder keeps by another document can still go from a policy. An SCP exempts nobody for being idle by design.
idle AS (
  SELECT
    g.subject_type, g.subject_account_id, g.subject, l.service_namespace, l.action_key,
    array_join(array_agg(DISTINCT l.idle_documents ORDER BY l.idle_documents), ', ') AS idle_documents
  FROM subject_grants g
  JOIN judged_lists l ON l.profile = g.profile
  WHERE g.subject_type IN ('PERMISSION_SET', 'ROLE_NAME')
    AND l.idle_documents IS NOT NULL
  GROUP BY g.subject_type, g.subject_account_id, g.subject, l.service_namespace, l.action_key
),
items AS (
  SELECT
    g.subject_type, g.subject_account_id, g.subject, l.service_namespace, l.action_key,
    max(l.action_name) AS action_name,
    max(l.access_level) AS access_level,
    max(l.power) AS power,
    bool_or(g.is_written) AS is_written,
    CAST(sum(g.holders) AS bigint) AS holders,
    bitwise_or(bitwise_or_agg(g.fixed_reasons), bitwise_or_agg(l.fixed_reasons)) AS fixed_reasons,
    min(g.seen_days) AS seen_days,
    min(l.new_days) AS new_days,
    CASE WHEN g.subject_type = 'PERMISSION_SET' THEN max(g.most_evidence_days) ELSE min(g.age_days) END AS age_days,
    min(l.young_days) AS young_days,
    min(CASE WHEN g.subject_type = 'PERMISSION_SET' THEN 400 ELSE g.tracked_days END) AS evidence_days,
    min(
      CASE
        WHEN l.tracked_at IS NULL THEN 400
        ELSE greatest(CAST(floor(CAST(date_diff('millisecond', l.tracked_at, g.judged_at) AS double) / 86400000) AS integer), 0)
      END
    ) AS days_since_tracked,
    CASE
      WHEN count(g.least_evidence_days) = count(*) AND (l.action_key = '' OR count(l.known_since) = count(*)) THEN min(
        least(
          g.least_evidence_days,
          coalesce(CAST(floor(CAST(date_diff('millisecond', l.known_since, g.judged_at) AS double) / 86400000) AS integer), 400)
        )
      )
    END AS least_evidence_days,
    min(least(l.known_days, g.reported_days)) AS known_days,
    min(least(greatest(l.known_days, g.bounded_days), g.dated_days)) AS bounded_days
  FROM held g
  JOIN judged_lists l ON l.profile = g.profile AND (l.action_key = '' OR g.has_actions)
  LEFT JOIN text_items i
    ON i.text_hash = g.text_hash AND i.service_namespace = l.service_namespace AND i.action_key = l.action_key
  WHERE g.text_hash IS NULL
    OR i.text_hash IS NOT NULL
  GROUP BY g.subject_type, g.subject_account_id, g.subject, l.service_namespace, l.action_key
)
SELECT
  w.*,
  least(used_days, seen_days, new_days, age_days, young_days, tracked_days) AS clear_days
FROM (
  SELECT
    i.subject_type, i.subject_account_id, i.subject, s.subject_name, s.subject_path, i.service_namespace, i.action_key, i.action_name,
    i.access_level, i.power, i.is_written, i.holders, s.members, s.accounts, s.members_unmeasured, s.accounts_unmeasured,
    coalesce(u.users, 0) AS users, coalesce(u.users_gone, 0) AS users_gone, coalesce(u.accounts_accessed, 0) AS accounts_accessed,
    u.last_known_access_at, i.least_evidence_days,
    bitwise_or(
      bitwise_or(i.fixed_reasons, s.fixed_reasons),
      CASE WHEN n.idle_documents IS NOT NULL THEN 4096 ELSE 0 END -- IDLE_BY_DESIGN
    ) AS fixed_reasons,
    CAST(nullif(array_join(ARRAY[s.idle_documents, n.idle_documents], ', '), '') AS varchar) AS idle_documents,
    coalesce(u.used_days, 400) AS used_days,
    i.seen_days, i.new_days, i.age_days, i.young_days,
    least(i.evidence_days, i.days_since_tracked) AS tracked_days,
    i.known_days, i.bounded_days
  FROM items i
  JOIN judged_subjects s
    ON s.subject_type = i.subject_type AND s.subject_account_id = i.subject_account_id AND s.subject = i.subject
  LEFT JOIN idle n
    ON n.subject_type = i.subject_type
    AND n.subject_account_id = i.subject_account_id
    AND n.subject = i.subject
    AND n.service_namespace = i.service_namespace
    AND n.action_key = i.action_key
  LEFT JOIN uses_of_subjects u
    ON u.subject_type = i.subject_type
    AND u.subject_account_id = i.subject_account_id
    AND u.subject = i.subject
    AND u.service_namespace = i.service_namespace
    AND u.action_key = i.action_key
) AS w
