-- Names in the list of what is idle by design.
SELECT name
FROM idle_by_design
