-- What the views of the judgement say nothing else of: each user, role and account of a snapshot that was not measured, and one
-- row without an account for each snapshot without a current judgement (`judgement_state`).
-- Grain: snapshot_date, account_id, principal_id.
CREATE OR REPLACE VIEW not_judged AS
SELECT
  snapshot_date, account_id, account_name, ou_path, ou_path_names, principal_arn, principal_id, principal_type, principal_name,
  permission_set_name, is_service_linked, tags
FROM unmeasured
UNION ALL
SELECT
  snapshot_date, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS boolean),
  CAST(NULL AS varchar)
FROM judgement_state
WHERE state <> 'current'
