-- parameter: account account list optional: AWS account IDs
AND account_id IN (:account) -- if given
