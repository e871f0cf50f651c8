-- Who holds what several may hold: subject names a permission set or role name in lower case, a managed policy by its ARN, an
-- inline policy by the ARN of its owner, a space and its name, an OU or account by its ID, or the organization. Role names
-- are those of several accounts. SCPs bind no service-linked role, so that accounts, OUs and the organization have none.
-- Grain: subject_type, subject_account_id, subject, account_id, principal_id.
WITH shared_names AS (
  SELECT lower(principal_name) AS role_name
  FROM asked_principals
  WHERE principal_type = 'role'
  GROUP BY lower(principal_name)
  HAVING count(DISTINCT account_id) > 1
)
SELECT
  CAST('PERMISSION_SET' AS varchar) AS subject_type,
  CAST('' AS varchar) AS subject_account_id,
  lower(permission_set_name) AS subject,
  account_id, principal_id
FROM asked_principals
WHERE permission_set_name IS NOT NULL
UNION ALL
SELECT CAST('ROLE_NAME' AS varchar), CAST('' AS varchar), n.role_name, a.account_id, a.principal_id
FROM asked_principals a
JOIN shared_names n ON n.role_name = lower(a.principal_name)
WHERE a.principal_type = 'role'
UNION ALL
SELECT DISTINCT
  CAST(CASE WHEN h.policy_type = 'managed' THEN 'MANAGED_POLICY' ELSE 'INLINE_POLICY' END AS varchar),
  h.account_id,
  CAST(h.owner_arn || coalesce(' ' || h.policy_name, '') AS varchar),
  h.account_id, h.principal_id
FROM known_holders h
JOIN asked_principals a ON a.run_id = h.run_id AND a.account_id = h.account_id AND a.principal_id = h.principal_id
WHERE h.snapshot_date = :snapshot_date
UNION ALL
SELECT b.subject_type, b.subject_account_id, b.subject, a.account_id, a.principal_id
FROM bound_accounts b
JOIN asked_principals a ON a.account_id = b.account_id
WHERE a.is_service_linked IS DISTINCT FROM true
