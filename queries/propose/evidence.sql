-- question: What speaks against taking services and actions away from the holders of a document?
-- topic: none
-- grain: a document, row_count, enough, evidence_days and grant_age, with the services and lists that have them
-- judges: services
-- with: alike_lists
-- parameter: days days = 90: evidence in days that is enough
-- filters: account
-- limits: Over the measured holders; lists of a document may share actions, which then count together. enough: holders
--   whose evidence is enough. evidence_days: the least of any holder; null: not known. grant_age: the worst of any
--   holder. What BLIND hides is reported separately, as a blocker. lists (see evidence_lists) are joined by commas; so
--   are services, with their own commas and percent signs escaped as in a URL.
WITH /* holdings */,
profiles_of_documents AS (
  SELECT
    h.document, g.profile,
    count(*) AS holders,
    CASE WHEN count(h.evidence_days) = count(*) THEN min(h.evidence_days) END AS evidence_days
  FROM held h
  JOIN judged_principals p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
  JOIN judged_grants g ON g.principal_number = p.principal_number
  WHERE h.snapshot_date = :snapshot_date
  GROUP BY h.document, g.profile
),
of_documents AS (
  SELECT
    p.document, l.service_namespace, l.list,
    CAST(sum(p.holders) AS integer) AS row_count,
    CAST(
      sum(CASE WHEN l.enough = 2 OR (l.enough = 1 AND p.evidence_days IS NOT NULL) THEN p.holders ELSE 0 END) AS integer
    ) AS enough,
    CAST(
      CASE
        WHEN count(p.evidence_days) = count(*) AND count(l.known_days) = count(*) THEN min(least(p.evidence_days, l.known_days))
      END AS integer
    ) AS evidence_days,
    CAST(min(l.grant_age) AS integer) AS grant_age
  FROM profiles_of_documents p
  JOIN alike_lists l ON l.profile = p.profile
  GROUP BY p.document, l.service_namespace, l.list
)
SELECT
  document, row_count, enough, evidence_days, grant_age,
  array_join(array_agg(CASE WHEN list IS NULL THEN replace(replace(service_namespace, '%', '%25'), ',', '%2C') END), ',')
    AS services,
  array_join(array_agg(list), ',') AS lists
FROM of_documents
GROUP BY document, row_count, enough, evidence_days, grant_age
