-- question: Which services does nobody in an OU use, as `derive` wrote it?
-- topic: none
-- grain: a row of the question guardrails
-- limits: The caller makes sure that it is not stale, and that the question is asked with its defaults.
SELECT
  ou_id, ou_name, state, is_candidate, withheld, service_namespace, principals_granted, least_evidence_days, grant_age,
  accounts_unmeasured, principals_unmeasured, principals_too_young, principals_blind, only_used_by, accounts_accessed
FROM raw.derived_subjects
WHERE snapshot_date = :snapshot_date
  AND question = 'guardrails'
  AND question_rank IS NOT NULL
ORDER BY question_rank
