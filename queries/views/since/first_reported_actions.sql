-- Since when actions are known to be tracked, as the runs up to until_date know: by the first report of any of them that
-- shows the action, be the date of its snapshot what it may, and by the first report of a witness that speaks of its
-- service. is_new: that witness reported before, without it. Ask for one until_date: all dates before it are read for each.
-- Grain: until_date, service_namespace, action_key.
CREATE OR REPLACE VIEW first_reported_actions AS
WITH dates AS (
  SELECT DISTINCT r.snapshot_date AS until_date
  FROM raw.runs r
),
reported AS (
  SELECT
    d.until_date,
    s.service_namespace,
    translate(s.action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS action_key,
    min(s.first_generated_at) AS first_reported_at
  FROM dates d
  JOIN known_seen_actions s ON s.snapshot_date <= d.until_date
  GROUP BY
    d.until_date,
    s.service_namespace,
    translate(s.action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
)
SELECT
  a.until_date, a.service_namespace, a.action_key, a.first_reported_at, s.first_witnessed_at,
  CAST(coalesce(s.first_witnessed_at < a.first_reported_at, false) AS boolean) AS is_new
FROM reported a
LEFT JOIN first_reported_services s
  ON s.until_date = a.until_date AND s.service_namespace = a.service_namespace
