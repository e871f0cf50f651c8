-- What holders and former holders of a subject are known to have used: of a permission set or role name who had it, of an
-- account, OU or the organization who was there, of a policy who holds it now, and what runs saw others use while they held it.
-- used_days as in judged_uses.
-- Grain: subject_type, subject_account_id, subject, account_id, principal_id, principal_arn, service_namespace, action_key.
WITH users AS (
  SELECT 'PERMISSION_SET' AS subject_type, '' AS subject_account_id, lower(u.permission_set_name) AS subject, u.*
  FROM known_users u
  WHERE u.permission_set_name IS NOT NULL
  UNION ALL
  SELECT 'ROLE_NAME', '', lower(regexp_extract(u.principal_arn, '[^/]+$')), u.*
  FROM known_users u
  WHERE u.principal_type = 'role'
  UNION ALL
  SELECT b.subject_type, b.subject_account_id, b.subject, u.*
  FROM known_users u
  JOIN bound_accounts b ON b.account_id = u.account_id
  WHERE u.is_service_linked IS DISTINCT FROM true
  UNION ALL
  SELECT m.subject_type, m.subject_account_id, m.subject, u.*
  FROM known_users u
  JOIN subject_members m ON m.account_id = u.account_id AND m.principal_id = u.principal_id
  WHERE m.subject_type IN ('MANAGED_POLICY', 'INLINE_POLICY')
)
SELECT
  s.subject_type, s.subject_account_id, s.subject, s.account_id, s.principal_id, s.principal_arn, s.user_name, s.is_gone,
  u.service_namespace, u.action_key, u.last_known_access_at, u.used_days
FROM users s
JOIN judged_uses u ON u.account_id = s.account_id AND u.principal_id = s.principal_id
UNION ALL
SELECT
  f.subject_type, f.account_id, f.subject, f.account_id, f.principal_id, u.principal_arn, u.user_name, u.is_gone,
  f.service_namespace, f.action_key, f.last_known_access_at, f.used_days
FROM uses_of_former_holders f
JOIN known_users u ON u.account_id = f.account_id AND u.principal_id = f.principal_id AND u.principal_arn = f.principal_arn
