-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: levels of access; an action whose level is not known stays in
AND (access_level IS NULL OR access_level IN (:access_level)) -- if given
