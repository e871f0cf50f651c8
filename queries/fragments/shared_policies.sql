-- Managed policies that are asked: those of the customer that several hold. What one holds alone is its own matter.
policies_asked AS (
  SELECT account_id, owner_arn
  FROM known_holders
  WHERE snapshot_date = :snapshot_date
    AND policy_type = 'managed'
    AND regexp_extract(owner_arn, ':iam::[0-9]{12}:policy/') <> ''
  GROUP BY account_id, owner_arn
  HAVING count(DISTINCT principal_id) > 1
)
