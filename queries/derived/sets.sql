-- question: Which services does a permission set grant, and does anyone use them, as `derive` wrote it?
-- topic: none
-- grain: a row of the question sets
-- limits: The caller makes sure that it is not stale, and that the question is asked with its defaults.
SELECT
  permission_set_name, service_namespace, accounts, holders, holders_with_evidence, holders_accessed, holders_gone,
  least_evidence_days, grant_age, last_known_access_at, state, withheld, accounts_unmeasured, principals_unmeasured
FROM raw.derived_subjects
WHERE snapshot_date = :snapshot_date
  AND question = 'sets'
  AND question_rank IS NOT NULL
ORDER BY question_rank
