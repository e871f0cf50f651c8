-- Whom outside the organization the trust policy of a role allows: everybody, an account that is not in the snapshot,
-- an OIDC provider.
accounts_inside AS (
  SELECT account_id
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
),
trust_statements AS (
  SELECT *
  FROM snapshot_policy_statements
  WHERE snapshot_date = :snapshot_date
    AND policy_type = 'trust'
),
trusted_principals AS (
  SELECT
    s.account_id, s.owner_arn, t.trusted, s.has_condition, s.has_external_id,
    s.oidc_subject IS NOT NULL AS has_oidc_subject,
    nullif(regexp_extract(t.trusted, '[0-9]{12}'), '') AS trusted_account_id
  FROM trust_statements s
  CROSS JOIN UNNEST(s.principals) AS t(trusted)
  WHERE s.effect = 'Allow'
),
kinds_of_trust AS (
  SELECT
    t.*,
    CASE
      WHEN t.trusted IN ('*', 'AWS:*') THEN 'ANYBODY'
      WHEN starts_with(t.trusted, 'AWS:') THEN 'ACCOUNT'
      WHEN starts_with(t.trusted, 'Federated:') AND strpos(t.trusted, 'saml-provider/') = 0 THEN 'OIDC'
    END AS kind
  FROM trusted_principals t
),
outside_trust AS (
  SELECT k.*
  FROM kinds_of_trust k
  LEFT JOIN accounts_inside i ON i.account_id = k.trusted_account_id
  WHERE k.kind IN ('ANYBODY', 'OIDC')
    OR (k.kind = 'ACCOUNT' AND i.account_id IS NULL)
)
