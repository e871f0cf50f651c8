-- judged_subjects, with how many hold each item, and since when they do.
holders_of_items AS (
  SELECT
    s.subject_type, s.subject_account_id, s.subject, l.service_namespace, l.action_key,
    sum(s.holders) AS holders,
    sum(s.holders_with_evidence) AS holders_with_evidence,
    sum(CASE WHEN bitwise_and(l.reasons, 1920) > 0 THEN s.holders ELSE 0 END) AS holders_too_young,
    sum(CASE WHEN bitwise_and(l.reasons, 64) > 0 THEN s.holders ELSE 0 END) AS holders_blind,
    CASE
      WHEN count(s.least_evidence_days) = count(*) THEN min(
        least(
          s.least_evidence_days,
          coalesce(CAST(floor(CAST(date_diff('millisecond', l.known_since, l.counted_from) AS double) / 86400000) AS integer), 400)
        )
      )
    END AS least_evidence_days
  FROM profiles_of_subjects s
  JOIN judged_lists l ON l.profile = s.profile
  /* of services alone: AND l.action_key IS NULL */
  GROUP BY s.subject_type, s.subject_account_id, s.subject, l.service_namespace, l.action_key
),
counted_subjects AS (
  SELECT j.*, h.holders, h.holders_with_evidence, h.holders_too_young, h.holders_blind, h.least_evidence_days
  FROM judged_subjects j
  JOIN holders_of_items h
    ON h.subject_type = j.subject_type
    AND h.subject_account_id = j.subject_account_id
    AND h.subject = j.subject
    AND h.service_namespace = j.service_namespace
    AND h.action_key IS NOT DISTINCT FROM j.action_key
)
