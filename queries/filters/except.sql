-- parameter: except exception list optional: exceptions, such as break-glass roles: ARNs, or names without the path, in any case
-- leaves-out: users and roles of listed_principals, by account, ou, principal, tag, owner, principal_type
AND coalesce(lower(principal_arn) NOT IN (:except.lower) AND lower(principal_name) NOT IN (:except.lower), true) -- if given
