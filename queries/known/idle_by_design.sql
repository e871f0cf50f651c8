-- Names in the lists of what is idle by design.
SELECT name
FROM idle_by_design
UNION
SELECT name
FROM idle_by_trust
