-- parameter: account_id account list optional: AWS account IDs
AND account_id IN (:account_id)
