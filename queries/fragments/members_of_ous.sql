-- OUs and roots with everything below them: principals but service-linked ones, and none of the management account, for
-- SCPs do not bind these; of former ones the uses count. An account whose OU is not known may be in any of them.
accounts_bound AS (
  SELECT
    account_id, ou_path, ou_path_names, status, is_closed,
    length(ou_path) - length(replace(ou_path, '/', '')) = length(ou_path_names) - length(replace(ou_path_names, '/', ''))
      AS is_a_name_each
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
    AND is_management_account IS DISTINCT FROM true
),
accounts_in_ous AS (
  SELECT
    a.account_id, a.status, a.is_closed, t.ou_id,
    CASE WHEN a.is_a_name_each THEN split_part(a.ou_path_names, '/', array_position(split(a.ou_path, '/'), t.ou_id)) END
      AS ou_name
  FROM accounts_bound a
  CROSS JOIN (
    SELECT array_agg(DISTINCT t.ou_id) AS ou_ids
    FROM accounts_bound b
    CROSS JOIN UNNEST(split(b.ou_path, '/')) AS t(ou_id)
  ) AS o
  CROSS JOIN UNNEST(coalesce(split(a.ou_path, '/'), o.ou_ids)) AS t(ou_id)
),
members_of_ous AS (
  SELECT 'OU' AS subject_type, '' AS subject_account_id, a.ou_id AS subject, p.account_id, p.principal_id
  FROM judged_principals p
  JOIN accounts_in_ous a ON a.account_id = p.account_id
  WHERE p.is_service_linked IS DISTINCT FROM true
    AND p.excepted_by IS NULL
),
uses_of_ous AS (
  SELECT
    'OU' AS subject_type, '' AS subject_account_id, a.ou_id AS subject,
    s.account_id, s.identity_number, u.service_namespace, u.action_key, u.last_accessed_at, s.user_name, s.is_gone,
    s.is_by_young
  FROM known_uses u
  JOIN named_users s ON s.user_number = u.user_number
  JOIN accounts_in_ous a ON a.account_id = s.account_id
  WHERE s.is_service_linked IS DISTINCT FROM true
    AND lower(s.principal_arn) NOT IN (:except.lower)
    AND lower(regexp_extract(s.principal_arn, '[^/]+$')) NOT IN (:except.lower)
),
scopes_of_ous AS (
  SELECT
    'OU' AS subject_type, '' AS subject_account_id, ou_id AS subject, max(ou_name) AS subject_name,
    count(*) FILTER (WHERE status <> 'exported' AND NOT is_closed) AS accounts_unmeasured,
    false AS is_excepted,
    false AS is_boundary,
    /* bits that count of ou */ AS bits
  FROM accounts_in_ous
  GROUP BY ou_id
)
