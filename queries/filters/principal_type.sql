-- parameter: principal_type string list optional: user or role
AND (principal_type IS NULL OR principal_type IN (:principal_type))
