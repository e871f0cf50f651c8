-- question: Which granted actions does nobody in an OU use, so that an SCP can deny them there?
-- topic: organization
-- grain: the highest OU (or root, with everything below it) for which this is true, and an action that is granted there, tracked, and not known to be used; or how much was not measured (all keys are null)
-- judges: ous
-- withheld: judged_principals, users and roles
-- withheld: answered, actions, shown
-- with: counted_subjects, ous_above
-- stored: derived_subjects
-- gap: ou_id, unfiltered
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: all flag optional: each in every OU, not in the highest alone
-- parameter: ou ou list optional: IDs or names of OUs or roots
-- parameter: service service list optional: service namespaces, such as s3
-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: levels of access; an action whose level is not known stays in
-- exceptions: except, except_action
-- speaks-of: candidate, in rows where is_candidate = true
-- first: ou_name, service_namespace, action_name, state, is_candidate, withheld, principals_granted, access_level
-- next: query guardrails
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. As
--   guardrails, of single actions. Use through a resource policy alone is not seen.
WITH answered AS MATERIALIZED (
  SELECT *, withheld IS NULL AS is_candidate
  FROM counted_subjects
  WHERE action_key IS NOT NULL
    AND NOT is_used
    AND subject IN (:ou)
    AND (access_level IS NULL OR access_level IN (:access_level))
),
placed AS (
  SELECT a.*, u.ous AS above, g.ous, g.candidate_ous
  FROM answered a
  JOIN (
    SELECT
      service_namespace, action_key, array_agg(subject) AS ous,
      array_agg(CASE WHEN is_candidate THEN subject END) AS candidate_ous
    FROM answered
    GROUP BY service_namespace, action_key
  ) AS g
    ON g.service_namespace = a.service_namespace AND g.action_key = a.action_key
  LEFT JOIN ous_above u ON u.ou_id = a.subject
),
highest AS (
  SELECT *
  FROM placed
  WHERE above IS NULL
    OR NOT (coalesce(arrays_overlap(candidate_ous, above), false) OR (NOT is_candidate AND arrays_overlap(ous, above)))
    OR :all = 'yes'
)
SELECT
  CAST(subject AS varchar) AS ou_id, CAST(subject_name AS varchar) AS ou_name, service_namespace, action_name, access_level,
  /* state of false, reasons */ AS state,
  is_candidate, withheld,
  CAST(holders AS bigint) AS principals_granted, CAST(least_evidence_days AS integer) AS least_evidence_days,
  CAST(grant_age AS varchar) AS grant_age, CAST(accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(holders_unmeasured AS bigint) AS principals_unmeasured, CAST(holders_too_young AS bigint) AS principals_too_young,
  CAST(holders_blind AS bigint) AS principals_blind
FROM highest
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar), CAST(NULL AS boolean), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS bigint), CAST(NULL AS integer),
  CAST(NULL AS varchar), accounts_unmeasured, principals_unmeasured, CAST(NULL AS bigint), CAST(NULL AS bigint)
FROM gap
ORDER BY is_candidate DESC NULLS FIRST, service_namespace, action_name, ou_id
