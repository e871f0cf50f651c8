-- Reports that show how old the grants of a principal are: those of the 415 days before the date, and the last one before
-- them, which `expire` keeps: what it shows has been shown for longer than any days, and what it lacks came later.
-- since_days: the days since the report itself. next_days: the days since the first report after it, which is the first that
-- may show again what this one lacks; -1: no report follows, so that nothing shows it again. Days are 400 at most.
-- Grain: run_id, account_id, principal_id.
WITH reports AS (
  SELECT
    r.snapshot_date, r.run_id, r.account_id, r.principal_id, r.generated_at, a.judged_at,
    r.snapshot_date >= CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AS is_in_window
  FROM known_listings r
  JOIN asked_principals a ON a.account_id = r.account_id AND a.principal_id = r.principal_id
  WHERE r.snapshot_date <= :snapshot_date
    AND r.generated_at IS NOT NULL
    AND a.is_measured
),
placed AS (
  SELECT
    r.*,
    row_number() OVER (PARTITION BY account_id, principal_id, is_in_window ORDER BY generated_at DESC, run_id DESC) AS place
  FROM reports r
),
followed AS (
  SELECT
    p.*,
    min(generated_at) OVER (
      PARTITION BY account_id, principal_id
      ORDER BY generated_at
      GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
    ) AS followed_at
  FROM placed p
  WHERE is_in_window
    OR place = 1
)
SELECT
  snapshot_date, run_id, account_id, principal_id, generated_at,
  least(CAST(floor(CAST(date_diff('millisecond', generated_at, judged_at) AS double) / 86400000) AS integer), 400) AS since_days,
  CASE
    WHEN followed_at IS NULL THEN -1
    ELSE least(CAST(floor(CAST(date_diff('millisecond', followed_at, judged_at) AS double) / 86400000) AS integer), 400)
  END AS next_days
FROM followed
