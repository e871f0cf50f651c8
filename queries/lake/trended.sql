-- Dates whose trends were made of the runs that the lake has now.
-- Grain: snapshot_date.
SELECT DISTINCT snapshot_date
FROM trends
