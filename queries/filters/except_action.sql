-- parameter: except_action action list optional: actions that are excepted, with wildcards in the action
AND (action_name IS NULL OR service_namespace || ':' || action_name NOT IN (:except_action))
