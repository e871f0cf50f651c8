-- What the measured holders of a subject are granted, by profile, and the worst of their reasons and numbers. judged_at: the
-- first of their moments, from which the evidence of an action counts. dated_days: the least of reported_days or bounded_days of
-- a holder, the greater of the two. most_evidence_days: of the holder with the most; -1: it is known of no holder.
-- least_evidence_days: of the one with the least; null: it is not known of each.
-- Grain: subject_type, subject_account_id, subject, service_namespace, profile.
WITH holders AS (
  SELECT m.subject_type, m.subject_account_id, m.subject, m.account_id, m.principal_id
  FROM subject_members m
  WHERE m.subject_type IN ('PERMISSION_SET', 'ROLE_NAME', 'MANAGED_POLICY', 'INLINE_POLICY')
),
-- Many of an account have the same profile, so accounts are grouped first.
grants_of_accounts AS (
  SELECT
    g.account_id, g.service_namespace, g.profile,
    count(*) AS holders,
    bitwise_and(bitwise_or_agg(p.fixed_reasons), 4095) AS fixed_reasons, -- an SCP exempts nobody for being idle by design
    min(p.judged_at) AS judged_at,
    min(p.seen_days) AS seen_days,
    min(p.age_days) AS age_days,
    min(p.tracked_days) AS tracked_days,
    max(coalesce(p.evidence_days, -1)) AS most_evidence_days,
    CASE WHEN count(p.evidence_days) = count(*) THEN min(p.evidence_days) END AS least_evidence_days,
    min(p.reported_days) AS reported_days,
    min(p.bounded_days) AS bounded_days,
    min(greatest(p.reported_days, p.bounded_days)) AS dated_days
  FROM judged_principals p
  JOIN judged_grants g ON g.account_id = p.account_id AND g.principal_id = p.principal_id
  WHERE p.is_service_linked IS DISTINCT FROM true
  GROUP BY g.account_id, g.service_namespace, g.profile
)
SELECT
  h.subject_type, h.subject_account_id, h.subject, g.service_namespace, g.profile,
  count(*) AS holders,
  bitwise_or_agg(p.fixed_reasons) AS fixed_reasons,
  min(p.judged_at) AS judged_at,
  min(p.seen_days) AS seen_days,
  min(p.age_days) AS age_days,
  min(p.tracked_days) AS tracked_days,
  max(coalesce(p.evidence_days, -1)) AS most_evidence_days,
  CASE WHEN count(p.evidence_days) = count(*) THEN min(p.evidence_days) END AS least_evidence_days,
  min(p.reported_days) AS reported_days,
  min(p.bounded_days) AS bounded_days,
  min(greatest(p.reported_days, p.bounded_days)) AS dated_days
FROM holders h
JOIN judged_principals p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
JOIN judged_grants g ON g.account_id = h.account_id AND g.principal_id = h.principal_id
GROUP BY h.subject_type, h.subject_account_id, h.subject, g.service_namespace, g.profile
UNION ALL
SELECT
  b.subject_type, b.subject_account_id, b.subject, g.service_namespace, g.profile,
  CAST(sum(g.holders) AS bigint),
  bitwise_or_agg(g.fixed_reasons),
  min(g.judged_at), min(g.seen_days), min(g.age_days), min(g.tracked_days), max(g.most_evidence_days),
  CASE WHEN count(g.least_evidence_days) = count(*) THEN min(g.least_evidence_days) END,
  min(g.reported_days), min(g.bounded_days), min(g.dated_days)
FROM bound_accounts b
JOIN grants_of_accounts g ON g.account_id = b.account_id
GROUP BY b.subject_type, b.subject_account_id, b.subject, g.service_namespace, g.profile
