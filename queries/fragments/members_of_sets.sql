-- Permission sets: their roles by the set's name, in any case, in all accounts; of former roles the uses count.
members_of_sets AS (
  SELECT
    'PERMISSION_SET' AS subject_type, '' AS subject_account_id, lower(permission_set_name) AS subject,
    account_id, principal_id
  FROM judged_principals
  WHERE permission_set_name IS NOT NULL
),
grants_of_sets AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject, g.service_namespace, CAST(NULL AS varchar) AS written, g.profile
  FROM members_of_sets m
  JOIN judged_principals p ON p.account_id = m.account_id AND p.principal_id = m.principal_id
  JOIN judged_grants g ON g.principal_number = p.principal_number
),
-- No document narrows what a set grants.
names_of_sets AS (
  SELECT subject AS written, subject AS service_namespace, subject AS action_key
  FROM members_of_sets
  WHERE false
),
uses_of_sets AS (
  SELECT
    'PERMISSION_SET' AS subject_type, '' AS subject_account_id, lower(s.permission_set_name) AS subject,
    u.service_namespace, u.action_key, u.last_accessed_at, s.is_by_young
  FROM known_uses u
  JOIN named_users s ON s.user_number = u.user_number
  WHERE s.permission_set_name IS NOT NULL
),
scopes_of_sets AS (
  SELECT
    'PERMISSION_SET' AS subject_type, '' AS subject_account_id, lower(p.permission_set_name) AS subject,
    max(p.permission_set_name) AS subject_name,
    max(a.accounts_unmeasured) AS accounts_unmeasured,
    max(
      CASE
        WHEN false THEN 1
        WHEN lower(p.permission_set_name) IN (:except_policy.lower) THEN 1 -- if given
        ELSE 0
      END
    ) = 1 AS is_excepted,
    false AS is_boundary,
    /* bits that count of permission_set */ AS bits
  FROM judged_principals p
  CROSS JOIN open_accounts a
  WHERE p.permission_set_name IS NOT NULL
  GROUP BY lower(p.permission_set_name)
)
