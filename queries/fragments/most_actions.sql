-- As many of the riskiest principals as have so many rows of actions together.
chosen AS (
  SELECT account_id, principal_arn, principal_id, place
  FROM ranked
  WHERE actions_so_far <= :rows
)
