-- parameter: principal arn list optional: ARNs of users or roles
AND account_id IN (:principal.account) -- if given
AND (principal_arn IS NULL OR principal_arn IN (:principal)) -- if given
