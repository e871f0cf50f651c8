-- The subjects that each principal counts for, by dimension; an account as a whole (an empty principal_id) counts for the
-- subjects that have accounts. Needs owners.
people_of_accounts AS (
  SELECT account_id, account_name, principal_id, permission_set_name
  FROM judged_principals
  UNION ALL
  SELECT account_id, account_name, '', CAST(NULL AS varchar)
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
),
dimensions AS (
  SELECT
    p.account_id, p.principal_id, t.dimension,
    CASE t.dimension
      WHEN 'organization' THEN r.organization_id
      WHEN 'account' THEN p.account_id
      WHEN 'permission_set' THEN p.permission_set_name
      WHEN 'owner' THEN o.owner
    END AS subject,
    CASE WHEN t.dimension = 'account' THEN p.account_name END AS subject_name
  FROM people_of_accounts p
  LEFT JOIN owners o ON o.account_id = p.account_id AND o.principal_id = p.principal_id
  CROSS JOIN (SELECT max(organization_id) AS organization_id FROM snapshot_runs WHERE snapshot_date = :snapshot_date) AS r
  CROSS JOIN UNNEST(ARRAY['organization', 'account', 'permission_set', 'owner']) AS t(dimension)
  WHERE (t.dimension IN ('organization', 'account') OR p.principal_id <> '')
    AND (t.dimension <> 'permission_set' OR p.permission_set_name IS NOT NULL)
  UNION ALL
  SELECT p.account_id, p.principal_id, 'ou', u.ou_id, u.ou_name
  FROM people_of_accounts p
  LEFT JOIN account_ous u ON u.snapshot_date = :snapshot_date AND u.account_id = p.account_id
)
