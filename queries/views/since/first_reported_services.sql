-- Since when services are known to be tracked, as the runs up to until_date know: by the first report of any of them that
-- shows the service, be the date of its snapshot what it may, and by the first report of a witness that speaks of it.
-- is_new: that witness reported before, without it. Ask for one until_date: all dates before it are read for each.
-- Grain: until_date, service_namespace.
CREATE OR REPLACE VIEW first_reported_services AS
WITH reports AS (
  SELECT s.snapshot_date, s.service_namespace, true AS is_shown, s.first_generated_at AS reported_at, nullif(s.first_generated_at, s.first_generated_at) AS witnessed_at
  FROM known_seen_services s
  UNION ALL
  SELECT w.snapshot_date, w.service_namespace, false, nullif(w.witnessed_at, w.witnessed_at), w.witnessed_at
  FROM witnessed_services w
),
dates AS (
  SELECT DISTINCT r.snapshot_date AS until_date
  FROM raw.runs r
)
SELECT
  d.until_date, f.service_namespace,
  CAST(min(f.reported_at) AS timestamp) AS first_reported_at,
  CAST(min(f.witnessed_at) AS timestamp) AS first_witnessed_at,
  CAST(coalesce(min(f.witnessed_at) < min(f.reported_at), false) AS boolean) AS is_new
FROM dates d
JOIN reports f ON f.snapshot_date <= d.until_date
GROUP BY d.until_date, f.service_namespace
HAVING bool_or(f.is_shown)
