-- parameter: principal_type user|role list optional: kinds of principals
AND (principal_type IS NULL OR principal_type IN (:principal_type)) -- if given
