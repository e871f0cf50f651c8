-- question: What can one principal do, and what has it done? (the Access Advisor tab)
-- topic: use
-- grain: a service (action_name is null) or an action of it that it is granted or used, or a row that says why the principal or its account was not measured
-- with: seen_before
-- parameter: principal arn: ARN of the user or role
-- first: service_namespace, action_name, state, is_granted, last_accessed_at, access_level
-- next: query principal_history --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Only identity
--   policies count; a boundary, an SCP or a resource policy may say otherwise. A use counts whichever run saw it
--   (last_accessed_run_id); is_granted false: the snapshot does not grant what it used, null: nobody knows. Of an
--   action that is NOT_TRACKED neither grant nor use is known. NotInThisSnapshot: only an earlier snapshot lists it. No row at all: no
--   snapshot up to the date lists it, or no policy grants it anything.
WITH services AS MATERIALIZED (
  SELECT *
  FROM service_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND account_id = :principal.account
    AND (principal_arn IS NULL OR principal_arn = :principal)
),
tracked AS MATERIALIZED (
  SELECT *
  FROM action_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND account_id = :principal.account
    AND principal_arn = :principal
    AND service_namespace IS NOT NULL
),
untracked AS MATERIALIZED (
  SELECT *
  FROM untracked_actions
  WHERE snapshot_date = :snapshot_date
    AND account_id = :principal.account
    AND principal_arn = :principal
),
entries AS (
  SELECT
    service_namespace, CAST(NULL AS varchar) AS action_name, CAST(NULL AS varchar) AS access_level, state,
    is_granted, last_accessed_at, last_accessed_region, last_accessed_entity_arn, last_accessed_run_id, days_since_last_access, evidence_days,
    has_unlisted_use, error_code, error_message
  FROM services
  UNION ALL
  SELECT
    service_namespace, action_name, access_level, state,
    is_granted, last_accessed_at, last_accessed_region, last_accessed_entity_arn, last_accessed_run_id, days_since_last_access, evidence_days,
    has_unlisted_use, error_code, error_message
  FROM tracked
  UNION ALL
  SELECT
    service_namespace, action_name, access_level, state,
    CAST(NULL AS boolean), CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS integer), CAST(NULL AS integer),
    has_unlisted_use, CAST(NULL AS varchar), CAST(NULL AS varchar)
  FROM untracked
  UNION ALL
  SELECT
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS boolean),
    CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS integer),
    CAST(NULL AS integer), CAST(NULL AS boolean),
    'NotInThisSnapshot', 'The last snapshot that lists it is of ' || last_listed_date
  FROM seen_before
)
SELECT *
FROM entries
ORDER BY service_namespace NULLS FIRST, action_name NULLS FIRST, error_message
