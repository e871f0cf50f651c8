-- question: Across all snapshots: since when has one principal had each action, and when did it last use it?
-- topic: time
-- grain: a tracked action that is granted or was used, or a row that says why the principal or its account was not measured
-- with: seen_before, one_principal, grant_history
-- parameter: principal arn: ARN of the user or role
-- first: service_namespace, action_name, state, last_known_access_at, grant_first_seen_at
-- next: query policies --by principal --principal ARN
-- limits: The lake knows a grant only from the first snapshot that saw it: where grant_start_seen is false it is
--   older, by how much is not known. An action that IAM has only begun to track looks like a grant of that day. Reads
--   every snapshot up to the last. is_granted false: a use of what the snapshot does not grant any more. NotInThisSnapshot: only an earlier one (last_listed_date) lists it.
WITH tracked AS MATERIALIZED (
  SELECT *
  FROM action_access_until
  WHERE snapshot_date = :snapshot_date
    AND uses_until = :uses_until
    AND account_id = :principal.account
    AND (principal_arn IS NULL OR principal_arn = :principal)
)
SELECT
  t.service_namespace, t.action_name, t.state, t.is_granted, t.last_accessed_at, t.last_accessed_run_id,
  h.grant_first_seen_at, h.grant_start_seen, h.last_known_access_at, t.error_code, CAST(NULL AS varchar) AS last_listed_date
FROM tracked t
LEFT JOIN grant_history h
  ON h.account_id = t.account_id
  AND h.principal_id = t.principal_id
  AND h.service_namespace = t.service_namespace
  AND h.action_name = t.action_name
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS boolean), CAST(NULL AS timestamp),
  CAST(NULL AS varchar), CAST(NULL AS timestamp), CAST(NULL AS boolean), CAST(NULL AS timestamp), 'NotInThisSnapshot', last_listed_date
FROM seen_before
ORDER BY service_namespace, action_name
