-- question: Which actions are in the lists of the evidence?
-- topic: none
-- grain: a list of actions of a service of which the same is said
-- judges: services
-- with: alike_lists
-- parameter: days days = 90: evidence in days that is enough
-- parameter: history_from snapshot = window: earliest snapshot whose grants count
-- filters: account
-- limits: A list is named by what it holds. action_names: joined by commas; those of a name, and its percent signs, are
--   escaped as in a URL.
SELECT DISTINCT list, service_namespace, action_names
FROM alike_lists
WHERE list IS NOT NULL
