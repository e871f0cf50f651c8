-- The riskiest principals, as many as have no more rows of actions together than asked for.
chosen AS (
  SELECT account_id, principal_arn, principal_id, place
  FROM ranked
  WHERE actions_so_far <= :rows
)
