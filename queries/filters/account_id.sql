-- parameter: account_id string list optional: AWS account IDs
AND account_id IN (:account_id)
