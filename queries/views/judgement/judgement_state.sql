-- Whether each snapshot is judged: current, as the lake is now; stale, by other runs, files or statements, or with rows
-- missing; missing, not at all. What is not current shows nowhere but here and as one row NOT_MEASURED of each view of the judgement.
-- since_run_id: the first run that a stale judgement does not know. what_to_run: the command that judges it again.
-- Grain: snapshot_date.
CREATE OR REPLACE VIEW judgement_state AS
WITH counted AS (
  SELECT snapshot_date, judgement_id, count(*) AS row_count
  FROM (
    SELECT snapshot_date, judgement_id FROM raw.derived_judged_principals
    UNION ALL
    SELECT snapshot_date, judgement_id FROM raw.derived_judged_grants
    UNION ALL
    SELECT snapshot_date, judgement_id FROM raw.derived_judged_lists
    UNION ALL
    SELECT snapshot_date, judgement_id FROM raw.derived_judged_uses
    UNION ALL
    SELECT snapshot_date, judgement_id FROM raw.derived_known_users
    UNION ALL
    SELECT snapshot_date, judgement_id FROM raw.derived_subject_members
    UNION ALL
    SELECT snapshot_date, judgement_id FROM raw.derived_judged_subject_items
  ) AS kept
  GROUP BY snapshot_date, judgement_id
),
-- judgement_id is '' where rows are missing, or more than one judgement says that it is the one.
made AS (
  SELECT
    j.snapshot_date,
    CASE WHEN count(*) = 1 AND max(j.row_count) = coalesce(max(c.row_count), 0) THEN max(j.judgement_id) ELSE '' END AS judgement_id,
    max(j.made_of) AS made_of
  FROM raw.derived_judgements j
  LEFT JOIN counted c ON c.snapshot_date = j.snapshot_date AND c.judgement_id = j.judgement_id
  GROUP BY j.snapshot_date
),
unknown_runs AS (
  SELECT n.snapshot_date, min(split_part(t.run, ' ', 1)) AS run_id
  FROM judgement_runs n
  JOIN made m ON m.snapshot_date = n.snapshot_date
  CROSS JOIN UNNEST(split(n.made_of, ',')) AS t(run)
  WHERE strpos(m.made_of, t.run) = 0
  GROUP BY n.snapshot_date
)
SELECT
  n.snapshot_date, n.uses_until,
  CAST(
    CASE WHEN m.judgement_id IS NULL THEN 'missing' WHEN m.judgement_id = n.judgement_id THEN 'current' ELSE 'stale' END AS varchar
  ) AS state,
  CAST(u.run_id AS varchar) AS since_run_id,
  CAST(
    CASE WHEN m.judgement_id = n.judgement_id THEN NULL ELSE 'access-lake derive --destination LAKE --snapshot-date ' || n.snapshot_date END AS varchar
  ) AS what_to_run,
  CAST(CASE WHEN m.judgement_id = n.judgement_id THEN n.judgement_id END AS varchar) AS judgement_id
FROM judgement_runs n
LEFT JOIN made m ON m.snapshot_date = n.snapshot_date
LEFT JOIN unknown_runs u ON u.snapshot_date = n.snapshot_date
