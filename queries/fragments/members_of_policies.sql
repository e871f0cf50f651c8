-- Managed policies: who holds them, itself or by a group, once; of former holders the uses count that a run saw while
-- they held it.
members_of_policies AS (
  SELECT 'MANAGED_POLICY' AS subject_type, h.account_id AS subject_account_id, h.policy_arn AS subject, h.account_id, h.principal_id
  FROM known_holdings h
  JOIN judged_principals p ON p.run_id = h.run_id AND p.account_id = h.account_id AND p.principal_id = h.principal_id
  WHERE h.snapshot_date = :snapshot_date
    AND (lower(h.policy_arn) IN (:policy.lower) OR lower(regexp_extract(h.policy_arn, '[^/]+$')) IN (:policy.lower))
),
uses_of_policies AS (
  SELECT
    'MANAGED_POLICY' AS subject_type, u.account_id AS subject_account_id, h.policy_arn AS subject,
    u.run_id, u.account_id, u.principal_id, u.service_namespace, u.action_key, u.last_accessed_at
  FROM known_uses u
  JOIN (
    SELECT DISTINCT account_id, principal_id, run_id, policy_arn
    FROM known_holdings
    WHERE snapshot_date BETWEEN :snapshot_date.since AND :uses_until
      AND (lower(policy_arn) IN (:policy.lower) OR lower(regexp_extract(policy_arn, '[^/]+$')) IN (:policy.lower))
  ) AS h
    ON h.run_id = u.run_id AND h.account_id = u.account_id AND h.principal_id = u.principal_id
  UNION ALL
  -- Whoever holds it now keeps what they used before they held it.
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    u.run_id, u.account_id, u.principal_id, u.service_namespace, u.action_key, u.last_accessed_at
  FROM known_uses u
  JOIN members_of_policies m ON m.account_id = u.account_id AND m.principal_id = u.principal_id
),
scopes_of_policies AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    regexp_extract(m.subject, '[^/]+$') AS subject_name,
    max(CASE WHEN a.status = 'exported' THEN 0 ELSE 1 END) AS accounts_unmeasured,
    max(
      CASE
        WHEN false THEN 1
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
