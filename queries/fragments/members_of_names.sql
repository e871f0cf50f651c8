-- Role names: roles of the name, in any case and without the path, in all accounts; of former ones the uses count.
members_of_names AS (
  SELECT 'ROLE_NAME' AS subject_type, '' AS subject_account_id, lower(principal_name) AS subject, account_id, principal_id
  FROM judged_principals
  WHERE principal_type = 'role'
),
uses_of_names AS (
  SELECT
    'ROLE_NAME' AS subject_type, '' AS subject_account_id, lower(regexp_extract(s.principal_arn, '[^/]+$')) AS subject,
    s.account_id, s.identity_number, u.service_namespace, u.action_key, u.last_accessed_at, s.user_name, s.is_gone,
    s.is_by_young
  FROM known_uses u
  JOIN named_users s ON s.user_number = u.user_number
  WHERE s.principal_type = 'role'
),
scopes_of_names AS (
  SELECT
    'ROLE_NAME' AS subject_type, '' AS subject_account_id, lower(p.principal_name) AS subject,
    max(p.principal_name) AS subject_name,
    max(a.accounts_unmeasured) AS accounts_unmeasured,
    false AS is_excepted,
    false AS is_boundary,
    /* bits that count of role_name */ AS bits
  FROM judged_principals p
  CROSS JOIN open_accounts a
  WHERE p.principal_type = 'role'
  GROUP BY lower(p.principal_name)
)
