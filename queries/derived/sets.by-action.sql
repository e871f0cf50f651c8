-- question: Which actions can be removed from a permission set, as `derive` wrote it?
-- topic: none
-- grain: a row of the question sets.by-action
-- left-out: stored_left_out, actions of permission sets
-- limits: The caller makes sure that it is not stale, and that the question is asked with its defaults.
WITH stored_left_out AS (
  SELECT withheld AS reason, left_out
  FROM raw.derived_subjects
  WHERE snapshot_date = :snapshot_date
    AND question = 'sets.by-action'
    AND question_rank IS NULL
    AND withheld IS NOT NULL
)
SELECT
  permission_set_name, service_namespace, action_name, access_level, holders, holders_with_evidence, least_evidence_days,
  grant_age, last_known_access_at, state, is_candidate, accounts_unmeasured, principals_unmeasured
FROM raw.derived_subjects
WHERE snapshot_date = :snapshot_date
  AND question = 'sets.by-action'
  AND question_rank IS NOT NULL
ORDER BY question_rank
