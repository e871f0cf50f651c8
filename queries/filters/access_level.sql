-- parameter: access_level string list optional: List, Read, Write, Tagging or Permissions management; an action whose level is not known stays in
AND (access_level IS NULL OR access_level IN (:access_level))
