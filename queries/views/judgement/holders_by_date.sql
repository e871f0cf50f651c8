-- Users and roles of each snapshot that is judged by what they hold that several may hold: subject is a permission set or role name
-- in lower case, a managed policy by its ARN, an inline policy by the ARN of its owner, a space and its name, an account or OU
-- by its ID, or the organization. An account that was not measured, which may have further holders, has one row NOT_MEASURED,
-- whose subject_type is null; so has a snapshot without a current judgement (`judgement_state`).
-- Grain: snapshot_date, subject_type, subject_account_id, subject, account_id, principal_id.
CREATE OR REPLACE VIEW holders_by_date AS
SELECT
  m.snapshot_date, m.subject_type, m.subject_account_id, m.subject, m.account_id, p.principal_arn, m.principal_id,
  p.principal_type, p.is_measured,
  CAST(NULL AS varchar) AS reason
FROM raw.derived_subject_members m
JOIN judgement_state s ON s.snapshot_date = m.snapshot_date AND s.judgement_id = m.judgement_id
JOIN raw.derived_judged_principals p
  ON p.snapshot_date = m.snapshot_date
  AND p.judgement_id = m.judgement_id
  AND p.account_id = m.account_id
  AND p.principal_id = m.principal_id
UNION ALL
SELECT
  snapshot_date, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), account_id, CAST(NULL AS varchar),
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS boolean), CAST('NOT_MEASURED' AS varchar)
FROM not_judged
WHERE principal_arn IS NULL
