-- Of each OU those above it, the root included: of accounts that SCPs bind.
ous_above AS (
  SELECT o.ou_id, array_agg(DISTINCT a.ou_id) AS ous
  FROM (SELECT DISTINCT split(ou_path, '/') AS path FROM accounts_bound WHERE ou_path IS NOT NULL) AS p
  CROSS JOIN UNNEST(p.path) AS o(ou_id)
  CROSS JOIN UNNEST(p.path) AS a(ou_id)
  WHERE array_position(p.path, a.ou_id) < array_position(p.path, o.ou_id)
  GROUP BY o.ou_id
)
