-- Managed policies: who holds them, itself or by a group, once; of former holders the uses count that a run saw while
-- they held it.
members_of_policies AS MATERIALIZED (
  SELECT DISTINCT
    'MANAGED_POLICY' AS subject_type, h.account_id AS subject_account_id, h.owner_arn AS subject, h.account_id, h.principal_id
  FROM known_holders h
  JOIN policies_asked a ON a.account_id = h.account_id AND a.owner_arn = h.owner_arn
  JOIN judged_principals p ON p.run_id = h.run_id AND p.account_id = h.account_id AND p.principal_id = h.principal_id
  WHERE h.snapshot_date = :snapshot_date
    AND h.policy_type = 'managed'
),
-- Of what a holder is granted, what the policy allows an action of.
grants_of_policies AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject, g.service_namespace, w.written,
    g.profile
  FROM members_of_policies m
  JOIN judged_principals p ON p.account_id = m.account_id AND p.principal_id = m.principal_id
  JOIN judged_grants g ON g.principal_number = p.principal_number
  JOIN services_of_policies w
    ON w.account_id = m.subject_account_id AND w.owner_arn = m.subject AND w.service_namespace = g.service_namespace
),
-- Those who no longer hold it, with the runs that saw them hold it.
former_holders AS (
  SELECT DISTINCT k.account_id, k.principal_id, k.run_id, k.owner_arn
  FROM known_holders k
  JOIN policies_asked a ON a.account_id = k.account_id AND a.owner_arn = k.owner_arn
  LEFT JOIN members_of_policies m
    ON m.account_id = k.account_id AND m.principal_id = k.principal_id AND m.subject = k.owner_arn
  WHERE k.snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND k.policy_type = 'managed'
    AND m.subject IS NULL
),
uses_of_former_holders AS MATERIALIZED (
  SELECT
    'MANAGED_POLICY' AS subject_type, s.account_id AS subject_account_id, h.owner_arn AS subject,
    u.service_namespace, t.action_key, u.last_accessed_at, s.is_by_young
  FROM uses_by_run u
  JOIN named_users s ON s.user_number = u.user_number
  JOIN former_holders h ON h.run_id = u.run_id AND h.account_id = s.account_id AND h.principal_id = s.principal_id
  CROSS JOIN UNNEST(
    CASE WHEN u.action_key IS NULL THEN ARRAY[u.action_key] ELSE ARRAY[u.action_key, CAST(NULL AS varchar)] END
  ) AS t(action_key)
),
-- Those who hold it now keep what they used before they held it.
uses_of_policies AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    u.service_namespace, u.action_key, u.last_accessed_at, s.is_by_young
  FROM known_uses u
  JOIN named_users s ON s.user_number = u.user_number
  JOIN members_of_policies m ON m.account_id = s.account_id AND m.principal_id = s.principal_id
  UNION ALL
  SELECT * FROM uses_of_former_holders
),
scopes_of_policies AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    regexp_extract(m.subject, '[^/]+$') AS subject_name,
    max(CASE WHEN a.status = 'exported' THEN 0 ELSE 1 END) AS accounts_unmeasured,
    max(
      CASE
        WHEN false THEN 1
        -- if given
        WHEN lower(m.subject) IN (:except_policy.lower) OR lower(regexp_extract(m.subject, '[^/]+$')) IN (:except_policy.lower) THEN 1
        ELSE 0
      END
    ) = 1 AS is_excepted,
    max(CASE WHEN b.policy_arn IS NOT NULL THEN 1 ELSE 0 END) = 1 AS is_boundary,
    /* bits that count of managed_policy */ AS bits
  FROM members_of_policies m
  LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = m.subject_account_id
  LEFT JOIN (
    SELECT account_id, policy_arn
    FROM snapshot_policies
    WHERE snapshot_date = :snapshot_date
      AND permissions_boundary_usage_count > 0
    UNION
    SELECT account_id, permissions_boundary_arn
    FROM listed_principals
    WHERE snapshot_date = :snapshot_date
      AND status <> 'deleted'
      AND permissions_boundary_arn IS NOT NULL
  ) AS b ON b.account_id = m.subject_account_id AND b.policy_arn = m.subject
  GROUP BY m.subject_type, m.subject_account_id, m.subject
)
