-- What the judgement of a snapshot is to be made of: every committed run up to the last whose uses count, with the MD5 of its
-- manifest, which has the SHA-256 of each file. judgement_id: the MD5 of that, the dates and the statements of this version.
-- Grain: snapshot_date.
CREATE OR REPLACE VIEW judgement_runs AS
SELECT
  snapshot_date, uses_until,
  CAST(made_of AS varchar) AS made_of,
  CAST(lower(to_hex(md5(to_utf8(made_text)))) AS varchar) AS judgement_id
FROM (
  SELECT m.*, '{{judged_by}} ' || m.snapshot_date || ' ' || m.uses_until || ' ' || m.made_of AS made_text
  FROM (
    SELECT
      w.snapshot_date, w.uses_until,
      array_join(array_agg(r.run_id || ' ' || lower(to_hex(md5(to_utf8(r.manifest)))) ORDER BY r.run_id), ',') AS made_of
    FROM (SELECT * FROM counted_windows WHERE is_default) AS w
    JOIN raw.runs r ON r.snapshot_date <= w.uses_until
    WHERE try_cast(r.snapshot_date AS date) IS NOT NULL
    GROUP BY w.snapshot_date, w.uses_until
  ) AS m
) AS made
