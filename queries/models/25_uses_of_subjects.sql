-- The last use of a service (action_key is '') or action by any of the users of a subject. users, users_gone and
-- accounts_accessed: of services alone, else 0. used_days as in judged_uses.
-- Grain: subject_type, subject_account_id, subject, service_namespace, action_key.
WITH used AS (
  SELECT
    subject_type, subject_account_id, subject, service_namespace, action_key,
    max(last_known_access_at) AS last_known_access_at,
    min(used_days) AS used_days
  FROM subject_uses
  WHERE subject_type NOT IN ('OU', 'ORGANIZATION')
    AND (action_key = '' OR subject_type <> 'ROLE_NAME')
  GROUP BY subject_type, subject_account_id, subject, service_namespace, action_key
),
users AS (
  SELECT subject_type, subject_account_id, subject, service_namespace, account_id, principal_id, bool_or(is_gone) AS is_gone
  FROM subject_uses
  WHERE subject_type NOT IN ('OU', 'ORGANIZATION')
    AND action_key = ''
  GROUP BY subject_type, subject_account_id, subject, service_namespace, account_id, principal_id
),
counted_users AS (
  SELECT
    subject_type, subject_account_id, subject, service_namespace,
    CAST('' AS varchar) AS action_key,
    count(*) AS users,
    count(*) FILTER (WHERE is_gone) AS users_gone,
    count(DISTINCT account_id) AS accounts_accessed
  FROM users
  GROUP BY subject_type, subject_account_id, subject, service_namespace
),
counted AS (
  SELECT
    u.subject_type, u.subject_account_id, u.subject, u.service_namespace, u.action_key, u.last_known_access_at, u.used_days,
    coalesce(c.users, 0) AS users, coalesce(c.users_gone, 0) AS users_gone, coalesce(c.accounts_accessed, 0) AS accounts_accessed
  FROM used u
  LEFT JOIN counted_users c
    ON c.subject_type = u.subject_type
    AND c.subject_account_id = u.subject_account_id
    AND c.subject = u.subject
    AND c.service_namespace = u.service_namespace
    AND c.action_key = u.action_key
)
SELECT * FROM counted WHERE action_key = '' OR subject_type <> 'ACCOUNT'
UNION ALL
-- An OU and the organization have the users of their accounts, which are counted once.
SELECT
  b.subject_type, b.subject_account_id, b.subject, c.service_namespace, c.action_key,
  max(c.last_known_access_at),
  min(c.used_days),
  CAST(sum(c.users) AS bigint),
  CAST(sum(c.users_gone) AS bigint),
  CAST(sum(c.accounts_accessed) AS bigint)
FROM counted c
JOIN bound_accounts b ON b.account_id = c.subject_account_id
WHERE c.subject_type = 'ACCOUNT'
  AND b.subject_type <> 'ACCOUNT'
GROUP BY b.subject_type, b.subject_account_id, b.subject, c.service_namespace, c.action_key
