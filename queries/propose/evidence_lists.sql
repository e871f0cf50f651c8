-- question: Which actions do the lists of the evidence hold?
-- topic: none
-- grain: a list of actions of a service
-- with: alike_lists
-- parameter: days days = 90: evidence in days that is enough
-- filters: account
-- limits: action_names are joined by commas; commas and percent signs of a name are escaped as in a URL.
SELECT DISTINCT list, service_namespace, action_names
FROM alike_lists
WHERE list IS NOT NULL
