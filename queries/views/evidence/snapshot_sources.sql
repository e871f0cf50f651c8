-- What became of each source of evidence beside the reports, by snapshot: of the runs of the date the newest that collected
-- it, else the newest that collected a part, else the newest that asked, else the newest. A source that has no row was not
-- asked, so nothing is known of it.
-- Grain: snapshot_date, source, account_id, subject.
CREATE OR REPLACE VIEW snapshot_sources AS
WITH committed AS (
  SELECT
    e.*,
    row_number() OVER (
      PARTITION BY e.snapshot_date, e.source, e.account_id, e.subject
      ORDER BY
        CASE e.status WHEN 'collected' THEN 1 WHEN 'partial' THEN 2 WHEN 'not_asked' THEN 4 ELSE 3 END,
        e.run_id DESC
    ) AS preference
  FROM raw.evidence_sources e
  JOIN raw.runs r ON r.run_id = e.run_id AND r.snapshot_date = e.snapshot_date
)
SELECT
  snapshot_date, run_id, source, account_id, subject, asked_in, status, error_code, error_message, rows, generated_at,
  finished_at
FROM committed
WHERE preference = 1
