-- Dates for which derived_trend_history and the rows of derived_trends that are not stale differ.
-- Grain: snapshot_date.
WITH wanted AS (
  SELECT t.snapshot_date, lower(to_hex(md5(to_utf8(t.made_of)))) AS made_of_md5, t.owner_tags, t.judged_by, count(*) AS subjects
  FROM raw.derived_trends t
  JOIN trend_runs m ON m.snapshot_date = t.snapshot_date AND m.made_of = t.made_of
  GROUP BY t.snapshot_date, t.made_of, t.owner_tags, t.judged_by
),
found AS (
  SELECT snapshot_date, made_of_md5, owner_tags, judged_by, count(*) AS subjects
  FROM raw.derived_trend_history
  GROUP BY snapshot_date, made_of_md5, owner_tags, judged_by
)
SELECT snapshot_date FROM (SELECT * FROM wanted EXCEPT SELECT * FROM found) AS lacking
UNION
SELECT snapshot_date FROM (SELECT * FROM found EXCEPT SELECT * FROM wanted) AS left_over
