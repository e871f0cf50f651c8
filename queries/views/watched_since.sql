-- The first date that measured a principal which may do everything, so that its report shows whatever IAM knew.
-- Null: there is none.
-- Grain: none; one row.
CREATE OR REPLACE VIEW watched_since AS
SELECT CAST(min(w.snapshot_date) AS varchar) AS watched_since
FROM seen_services w
JOIN runs r ON r.run_id = w.run_id AND r.snapshot_date = w.snapshot_date
WHERE w.unrestricted_principals > 0
