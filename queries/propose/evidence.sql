-- question: What speaks against taking services and actions away from the holders of a document?
-- topic: none
-- grain: a document, row_count, enough, evidence_days and grant_age, with the services and lists that have them
-- with: alike_lists
-- parameter: days days = 90: evidence in days that is enough
-- filters: account
-- limits: Over the measured holders; lists of a document may share actions, which then count together. enough: holders
--   whose evidence is enough. Of a holder in a Region that IAM does not track any known evidence is: what it hides is
--   reported separately, as a blocker. Nothing is enough for a new thing; who or what is young is reported as that.
--   evidence_days: the least of any holder, of those of a profile from the first of their moments; null: not known.
--   grant_age: the worst of any holder; 0: it is young; 1: not known; 2: as old as role and policies; 3: known to be as old.
--   lists (see evidence_lists) are joined by commas; so are services, with their own commas and percent signs escaped as in
--   a URL.
WITH /* holdings */,
holders AS (
  SELECT
    h.document, p.*,
    p.age_days < :days AS is_young,
    p.evidence_days >= :days OR p.seen_days < :days OR bitwise_and(p.fixed_reasons, 64) > 0 AS is_ready
  FROM held h
  JOIN judged_principals p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
  WHERE h.snapshot_date = :snapshot_date
),
profiles_of_documents AS (
  SELECT
    h.document, g.profile,
    count(*) AS holders,
    count(*) FILTER (WHERE is_young) AS young,
    count(*) FILTER (WHERE NOT is_young AND is_ready AND evidence_days IS NOT NULL) AS ready,
    min(judged_at) AS judged_at,
    CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS evidence_days,
    min(CASE WHEN reported_days >= :days THEN 3 WHEN bounded_days >= :days THEN 2 ELSE 1 END) AS age_if_shown,
    min(CASE WHEN bounded_days >= :days THEN 2 ELSE 1 END) AS age_if_not_shown
  FROM holders h
  JOIN judged_grants g ON g.account_id = h.account_id AND g.principal_id = h.principal_id
  GROUP BY h.document, g.profile
),
lists_of_documents AS (
  SELECT
    p.document, l.service_namespace, l.list, p.holders,
    CASE
      WHEN l.is_new OR l.is_young AND l.list IS NULL THEN 0
      WHEN l.is_young THEN p.holders
      WHEN l.list IS NULL OR date_diff('millisecond', l.tracked_at, p.judged_at) >= CAST(:days AS bigint) * 86400000
        THEN p.young + p.ready
      ELSE p.young
    END AS enough,
    CASE
      WHEN p.evidence_days IS NULL OR l.list IS NOT NULL AND l.known_since IS NULL THEN NULL
      ELSE least(
        p.evidence_days,
        coalesce(CAST(floor(CAST(date_diff('millisecond', l.known_since, p.judged_at) AS double) / 86400000) AS integer), 400)
      )
    END AS evidence_days,
    CASE WHEN l.is_young THEN 0 WHEN l.is_shown THEN p.age_if_shown ELSE p.age_if_not_shown END AS grant_age
  FROM profiles_of_documents p
  JOIN alike_lists l ON l.profile = p.profile
),
of_documents AS (
  SELECT
    document, service_namespace, list,
    CAST(sum(holders) AS integer) AS row_count,
    CAST(sum(enough) AS integer) AS enough,
    CAST(CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS integer) AS evidence_days,
    CAST(min(grant_age) AS integer) AS grant_age
  FROM lists_of_documents
  GROUP BY document, service_namespace, list
)
SELECT
  document, row_count, enough, evidence_days, grant_age,
  array_join(array_agg(CASE WHEN list IS NULL THEN replace(replace(service_namespace, '%', '%25'), ',', '%2C') END), ',')
    AS services,
  array_join(array_agg(list), ',') AS lists
FROM of_documents
GROUP BY document, row_count, enough, evidence_days, grant_age
