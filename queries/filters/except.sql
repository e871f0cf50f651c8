-- parameter: except string list optional: exceptions, such as break-glass roles: ARNs, or names without the path
AND coalesce(principal_arn NOT IN (:except) AND principal_name NOT IN (:except), true)
