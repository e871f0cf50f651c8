-- Documents of one run with a hash for each of their statements, as policy_statements has them: for `verify`, which works
-- out the hashes that the documents make (src/verify/statements.ts). Its tables hold that run alone. In a hash a text is
-- hexadecimal, for it may hold all that separates texts. documents: JSON, several where an ARN was of two principals.
-- Grain: policy_type, documents, statement_hashes.
WITH each_document AS (
  SELECT account_id, principal_arn AS owner_arn, 'role' AS owner_type, 'trust' AS policy_type,
    CAST(NULL AS varchar) AS policy_name, assume_role_policy_document AS document
  FROM raw.principals
  WHERE principal_type = 'role'
  UNION ALL
  SELECT account_id, policy_arn, 'policy', 'managed', policy_name, document
  FROM raw.policies
  UNION ALL
  SELECT account_id, owner_arn, owner_type, 'inline', policy_name, document
  FROM raw.inline_policies
),
documents AS (
  SELECT
    account_id, owner_arn, owner_type, policy_type, policy_name,
    CAST(to_json(array_agg(document ORDER BY document)) AS varchar) AS documents
  FROM each_document
  GROUP BY account_id, owner_arn, owner_type, policy_type, policy_name
),
statements AS (
  SELECT
    account_id, owner_arn, owner_type, policy_type, policy_name,
    string_agg(
      CASE
        WHEN problem IS NOT NULL AND statement_index IS NULL THEN 'unreadable'
        ELSE md5(concat_ws(
          ';',
          coalesce(CAST(statement_index AS varchar), '-'),
          coalesce(hex(sid), '-'),
          coalesce(hex(effect), '-'),
          coalesce(array_to_string(list_transform(actions, lambda text: coalesce('=' || hex(text), '-')), ','), '-'),
          coalesce(array_to_string(list_transform(not_actions, lambda text: coalesce('=' || hex(text), '-')), ','), '-'),
          coalesce(array_to_string(list_transform(resources, lambda text: coalesce('=' || hex(text), '-')), ','), '-'),
          coalesce(array_to_string(list_transform(not_resources, lambda text: coalesce('=' || hex(text), '-')), ','), '-'),
          coalesce(CAST(has_condition AS varchar), '-'),
          coalesce(array_to_string(list_transform(principals, lambda text: coalesce('=' || hex(text), '-')), ','), '-'),
          coalesce(array_to_string(list_transform(not_principals, lambda text: coalesce('=' || hex(text), '-')), ','), '-'),
          coalesce(CAST(has_external_id AS varchar), '-'),
          coalesce(array_to_string(list_transform(oidc_subject, lambda text: coalesce('=' || hex(text), '-')), ','), '-'),
          coalesce(hex(problem), '-')
        ))
      END,
      ' '
    ) AS statement_hashes
  FROM raw.policy_statements
  GROUP BY account_id, owner_arn, owner_type, policy_type, policy_name
)
SELECT
  coalesce(d.policy_type, s.policy_type) AS policy_type,
  d.documents,
  coalesce(s.statement_hashes, '') AS statement_hashes,
  d.owner_arn IS NOT NULL AS has_document,
  min(coalesce(d.owner_arn, s.owner_arn)) AS owner_arn,
  count(*) AS owners
FROM documents d
FULL JOIN statements s
  ON s.account_id = d.account_id
  AND s.owner_arn = d.owner_arn
  AND s.owner_type = d.owner_type
  AND s.policy_type = d.policy_type
  AND coalesce(s.policy_name, '') = coalesce(d.policy_name, '')
GROUP BY
  coalesce(d.policy_type, s.policy_type), d.documents, coalesce(s.statement_hashes, ''), d.owner_arn IS NOT NULL
ORDER BY 5, 1
