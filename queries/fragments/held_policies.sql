-- Managed policies that are asked: all that somebody holds.
policies_asked AS (
  SELECT DISTINCT account_id, owner_arn
  FROM known_holders
  WHERE snapshot_date = :snapshot_date
    AND policy_type = 'managed'
    AND account_id IN (:account)
    AND (lower(owner_arn) IN (:policy.lower) OR lower(regexp_extract(owner_arn, '[^/]+$')) IN (:policy.lower))
)
