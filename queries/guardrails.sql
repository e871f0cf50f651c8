-- question: Which services does nobody in an OU use, so that an SCP can deny them there?
-- by: service
-- topic: organization
-- grain: the highest OU (or root, with everything below it) for which this is true, and a service that is granted there and that nobody, or one name alone (ACCESSED), is known to use; or how much was not measured (all keys are null)
-- judges: ous
-- items: services
-- withheld: judged_principals, users and roles
-- withheld: answered, services, shown
-- with: counted_subjects, ous_above
-- stored: derived_subjects
-- gap: ou_id, unfiltered
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: all flag optional: each in every OU, not in the highest alone
-- parameter: ou ou list optional: IDs or names of OUs or roots
-- parameter: service service list optional: service namespaces, such as s3
-- exceptions: except, except_action
-- speaks-of: candidate, in rows where is_candidate = true
-- first: ou_name, service_namespace, state, is_candidate, withheld, only_used_by, principals_granted
-- next: query guardrails --by action
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. is_candidate:
--   nothing speaks against denying it there, as docs/judgement.md has it: nobody of the accounts that are in the OU now
--   is known to have used it within the days, gone principals included, and each has evidence and grant of the days.
--   withheld says what speaks against it. NOT_MEASURED: a use may be hidden, for an account, user or role was not
--   measured, or the use leaves no row, is untracked, unproven, or in a Region that IAM does not track. ACCESSED:
--   only_used_by alone used it, in accounts_accessed accounts; --except leaves it out, as the exemption of an SCP does. Who is idle by design is no reason: a use counts, unless
--   the exemption names them. An account whose OU is not known counts in every OU. The management account and
--   service-linked roles are left out, for SCPs do not bind them, and suspended and closed accounts, for they use
--   nothing. A service that nobody is granted is not listed. Use through a resource policy alone is not seen.
WITH answered AS MATERIALIZED (
  SELECT *, user_names = 0 AND withheld IS NULL AS is_candidate
  FROM counted_subjects
  WHERE action_key IS NULL
    AND user_names < 2
    AND subject IN (:ou)
),
placed AS (
  SELECT a.*, u.ous AS above, g.ous, g.candidate_ous
  FROM answered a
  JOIN (
    SELECT
      service_namespace, array_agg(subject) AS ous,
      array_agg(CASE WHEN is_candidate THEN subject END) AS candidate_ous
    FROM answered
    GROUP BY service_namespace
  ) AS g
    ON g.service_namespace = a.service_namespace
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
  CAST(subject AS varchar) AS ou_id, CAST(subject_name AS varchar) AS ou_name,
  /* state of user_names = 1, reasons */ AS state,
  is_candidate, withheld, service_namespace, CAST(holders AS bigint) AS principals_granted,
  CAST(least_evidence_days AS integer) AS least_evidence_days, CAST(grant_age AS varchar) AS grant_age,
  CAST(accounts_unmeasured AS bigint) AS accounts_unmeasured, CAST(holders_unmeasured AS bigint) AS principals_unmeasured,
  CAST(holders_too_young AS bigint) AS principals_too_young, CAST(holders_blind AS bigint) AS principals_blind,
  CAST(CASE WHEN user_names = 1 THEN only_used_by END AS varchar) AS only_used_by,
  CAST(accounts_accessed AS bigint) AS accounts_accessed
FROM highest
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS boolean),
  CAST('NOT_MEASURED' AS varchar), CAST(NULL AS varchar), CAST(NULL AS bigint), CAST(NULL AS integer), CAST(NULL AS varchar), accounts_unmeasured,
  principals_unmeasured, CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS bigint)
FROM gap
ORDER BY is_candidate DESC NULLS FIRST, service_namespace, ou_id
